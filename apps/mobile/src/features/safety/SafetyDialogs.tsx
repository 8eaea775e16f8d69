import { Suspense } from 'react';
import { preloadable } from '../../app/preloadable.tsx';
import { useSafetyQuestion } from './safetyQuestions.ts';

const { Screen: SafetyDialog } = preloadable(() =>
  import('./SafetyDialog.tsx').then(({ SafetyDialog }) => SafetyDialog),
);

/** Where what is asked for somebody's safety is asked. */
export function SafetyDialogs() {
  const { question } = useSafetyQuestion();
  return (
    question && (
      <Suspense fallback={null}>
        <SafetyDialog question={question} />
      </Suspense>
    )
  );
}
