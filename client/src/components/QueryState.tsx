import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { LoadFailed } from './LoadFailed.tsx';

/** The three faces of a question: loading (after a breath, so that a quick answer does not flicker), failed, answered. */
export function QueryState<T>({
  query,
  skeleton,
  children,
}: {
  readonly query: UseQueryResult<T, unknown>;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  return <Later>{skeleton}</Later>;
}

function Later({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 100);
    return () => clearTimeout(timer);
  }, []);
  return shown ? <>{children}</> : null;
}
