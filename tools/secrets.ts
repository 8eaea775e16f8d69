import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
/** What Duet and its host marketplace call a secret, with a value as long as one. */
const NAMED =
  /\b\w*(?:SECRET|PASSWORD|TOKEN|API_?KEY|INTEGRATION_KEYS)["']?\s*[:=]\s*["']?([\w./+-]{32,}={0,2})/gi;
const TOKEN = /\b(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,})/g;
/** Of a random value of 32 characters hardly any has fewer. */
const DISTINCT = 10;

/** Where there is something that looks like a secret in a file, a sentence each; the secret itself is not shown. */
export async function findSecrets(path: string, text: string): Promise<string[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, contentType: 'text', ext: '' },
    options: {
      noPhysicFilePath: true,
      config: {
        rules: [
          {
            id: PRESET,
            rule: recommended,
            rules: [
              { id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } },
              {
                id: '@secretlint/secretlint-rule-database-connection-string',
                // The password of a database on this machine opens nothing elsewhere.
                options: { allows: [String.raw`/@(localhost|127\.0\.0\.1)\b/`] },
              },
            ],
          },
        ],
      },
    },
  });
  const known = messages.map(
    ({ loc, messageId }) => `${path}:${loc.start.line} has a secret (${messageId}).`,
  );
  const named = [...text.matchAll(NAMED), ...text.matchAll(TOKEN)]
    .filter(([, value = '']) => new Set(value).size >= DISTINCT && /\d/.test(value))
    .map(({ index }) => `${path}:${text.slice(0, index).split('\n').length} has what looks like a secret.`);
  return [...known, ...named];
}
