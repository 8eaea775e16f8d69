import { useReportPeer, useUpdateConversation } from '@duet/chat-react';
import { LIMITS, reportReason, type ReportReason } from '@duet/contract';
import { useEffect, useState } from 'react';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceChips } from '../../ui/ChoiceChips.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { showToast } from '../../ui/toast.ts';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import type { SafetyQuestion } from './safetyQuestions.ts';

interface Props {
  question: SafetyQuestion;
  onClose: () => void;
}

/** What is wrong with a person, or with a message of theirs, and whether they are to be blocked as well. */
export function ReportDialog({ question: { conversation, message }, onClose }: Props) {
  const styles = useStyles();
  const all = useWords();
  const words = all.safety;
  const { id, me, peer } = conversation;
  const { name } = peer.user;
  const messageId = message?.id ?? null;
  const { mutate: update } = useUpdateConversation();
  const { mutate: report, isPending, isSuccess, error } = useReportPeer();
  const [reason, setReason] = useState<ReportReason>();
  const [note, setNote] = useState('');
  const [blocks, setBlocks] = useState(false);

  useEffect(() => {
    if (!isSuccess) return;
    if (blocks) update(id, { blocked: true });
    showToast({ text: blocks ? words.reportedAndBlocked(name) : words.reported });
    onClose();
  }, [isSuccess, blocks, update, id, words, name, onClose]);

  const title = message ? words.reportMessageTitle : words.reportTitle(name);
  const said = note.trim();
  return (
    <Dialog title={title} onCancel={onClose} testID="report">
      <Text variant="detail" color="inkSoft">
        {words.reportText(name)}
      </Text>
      <Text variant="label" aria-hidden>
        {words.why}
      </Text>
      <ChoiceChips
        label={words.why}
        options={reportReason.options.map((value) => ({ value, label: words.reasons[value] }))}
        value={reason}
        onChange={setReason}
        wraps
        testID="report-reason"
      />
      <Field
        label={words.note}
        value={note}
        onChangeText={setNote}
        maxLength={LIMITS.reasonLength}
        multiline
        testID="report-note"
      />
      {!me.blocked && (
        <View style={styles.wide}>
          <SwitchRow
            label={words.alsoBlock(name)}
            text={words.alsoBlockText}
            on={blocks}
            busy={isPending}
            onChange={setBlocks}
            testID="report-block"
          />
        </View>
      )}
      {error && (
        <Banner
          tone="negative"
          icon="alert"
          text={words.notReported(errorWords(error, all))}
          testID="report-error"
        />
      )}
      <DialogActions>
        <Button kind="secondary" label={words.reportKeep} onPress={onClose} testID="dialog-cancel" />
        <Button
          kind="danger"
          label={words.report}
          busy={isPending}
          disabled={reason === undefined}
          onPress={() =>
            reason !== undefined &&
            report({
              conversationId: id,
              ...(messageId !== null && { messageId }),
              reason,
              ...(said !== '' && { note: said }),
            })
          }
          testID="dialog-confirm"
        />
      </DialogActions>
    </Dialog>
  );
}

const useStyles = themed(() => ({ wide: { marginHorizontal: -space.l } }));
