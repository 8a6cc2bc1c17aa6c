import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { Button } from './Button.tsx';

export function CopyButton({ text, label, size = 'sm' }: { readonly text: string; readonly label?: string; readonly size?: 'sm' | 'md' }) {
  const words = useKit();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <Button size={size} icon={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />} onPress={copy}>
      <span aria-live="polite">{copied ? words.copied : (label ?? words.copy)}</span>
    </Button>
  );
}
