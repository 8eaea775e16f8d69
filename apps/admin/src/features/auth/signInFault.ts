import { codeOf } from '../../lib/api.ts';
import { messageOf } from '../../ui/Notes.tsx';

/** Why somebody was not let in, as a sentence. */
export function signInFault(error: Error): string {
  switch (codeOf(error)) {
    case 'invalid_credentials':
      return 'The e-mail address or the password is wrong, or this is no administrator.';
    case 'wrong_password':
      return 'This is not your password.';
    case 'second_factor_required':
      return 'Enter the code that your authenticator shows.';
    case 'second_factor_invalid':
      return 'This code is wrong, or was used already. Wait for the next one.';
    case 'validation_failed':
      return 'A code has six digits, a recovery code sixteen letters and digits.';
    default:
      return messageOf(error);
  }
}
