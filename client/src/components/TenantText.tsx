import { useLanguage } from '../lib/language.ts';

const japanese = /[\u3040-\u30ff\u3400-\u9fff]/;

/**
 * Words of the organisation's own. They are in Japanese whatever language somebody reads: then they are marked as such, to the
 * eye and for the voice that reads them out.
 */
export function TenantText({ children }: { readonly children: string }) {
  if (useLanguage() === 'ja' || !japanese.test(children)) return children;
  return (
    <span lang="ja" className="tenant-text">
      {children}
    </span>
  );
}
