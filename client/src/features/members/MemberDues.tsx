import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useMay, useMayNot } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { rollTexts } from './roll-texts.ts';

/** What the member owes, and the way to every bill. */
export function MemberDues({ memberId }: { readonly memberId: MemberId }) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const may = useMay()('billing.read');
  const mayBill = useMay()('billing.write');
  const mayNot = useMayNot()('billing.read');
  const { who } = useWords(rollTexts).duesRight;
  const balances = useQuery({ ...trpc.billing.memberBalances.queryOptions({ memberIds: [memberId] }), enabled: may });
  if (mayNot)
    return (
      <Panel title={words.dues}>
        <p className="muted">{who}</p>
      </Panel>
    );
  return (
    <Panel title={words.dues}>
      <QueryState query={balances} skeleton={<PanelSkeleton rows={2} />}>
        {([balance]) => (
          <div className="stack-8">
            {balance && (balance.owed > 0 || balance.credit > 0) ? (
              <>
                <div className="money-figure">
                  <Yen value={balance.owed} size="l" />
                  {balance.status ? <BillStatusTag status={balance.status} overdue={balance.overdue} soft /> : null}
                </div>
                {balance.credit > 0 ? (
                  <Rows>
                    <Row label={words.credit}>
                      <Yen value={balance.credit} tone="over" />
                    </Row>
                  </Rows>
                ) : null}
              </>
            ) : (
              <p className="muted">{words.noDues}</p>
            )}
            <LinkButton to="/$org/admin/bills" params={{ org }} search={{ member: memberId }} block>
              {words.allBills}
            </LinkButton>
            {mayBill ? (
              <LinkButton to="/$org/admin/billing/runs/new" params={{ org }} search={{ member: memberId }} block>
                {words.billDues}
              </LinkButton>
            ) : null}
          </div>
        )}
      </QueryState>
    </Panel>
  );
}
