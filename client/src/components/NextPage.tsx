import { Button } from './Button.tsx';
import { LoadFailed } from './LoadFailed.tsx';

/** What a query of pages says of itself. */
interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: unknown;
  readonly fetchNextPage: () => unknown;
}

/** The way on at the foot of a list that comes in pages; when the next one does not come, it says so and tries again. */
export function NextPage({ pages, label }: { readonly pages: Pages; readonly label: string }) {
  const fetchNext = () => void pages.fetchNextPage();
  if (pages.isFetchNextPageError) return <LoadFailed error={pages.error} onRetry={fetchNext} />;
  if (!pages.hasNextPage) return null;
  return (
    <div>
      <Button isPending={pages.isFetchingNextPage} onPress={fetchNext}>
        {label}
      </Button>
    </div>
  );
}
