import { useEffect, useEffectEvent, useState } from 'react';
import { showToast } from '../../ui/toast.ts';
import { useWords } from '../../words/useWords.ts';
import { filesToPicked } from './pictureFiles.ts';
import type { Picked } from './picked.ts';

/** Takes pictures that are pasted, or dropped anywhere in the window. */
export function useIncoming(
  onPictures: (pictures: Picked[]) => void,
  enabled: boolean,
): { readonly isOver: boolean } {
  const { photos } = useWords();
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent((event: Event, { files }: DataTransfer) => {
    if (files.length === 0) return;
    event.preventDefault();
    const pictures = filesToPicked(files);
    if (pictures.length > 0) onPictures(pictures);
    else showToast({ text: photos.only });
  });
  useEffect(() => {
    if (!enabled) return;
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      // Some programs put a picture of a text beside it: then the text is meant.
      if (clipboardData && !clipboardData.types.includes('text/plain')) take(event, clipboardData);
    };
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Otherwise the browser would leave the app for the picture.
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (event.dataTransfer) take(event, event.dataTransfer);
    };
    document.addEventListener('paste', onPaste);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
      setOver(false);
    };
  }, [enabled]);
  return { isOver };
}
