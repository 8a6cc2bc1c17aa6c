import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PlanPriceInput } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { DateField, MoneyField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTold } from '../../components/told.ts';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong, today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { priceTexts } from './price-texts.ts';

const Planned = PlanPriceInput.pick({ from: true, annualFee: true });

/** What a type costs from which day on (RNK-02): what has begun stays as it was, what is to come can be changed. */
export function TypePrices({ type, onClose }: { readonly type: MembershipTypeView; readonly onClose: () => void }) {
  const words = useWords(priceTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const plan = useMutation(trpc.membershipTypes.planPrice.mutationOptions());
  const drop = useMutation(trpc.membershipTypes.dropPrice.mutationOptions(useTold()));
  const refresh = () => queries.invalidateQueries(trpc.membershipTypes.pathFilter());
  const { membershipTypeId, version } = type;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { name: type.name })}>
      <div className="stack">
        <Rows>
          <Row label={words.first}>
            <Yen value={type.firstFee} />
          </Row>
          {type.prices.map(({ from, annualFee }) => (
            <Row key={from} label={fill(words.from, { date: formatDateLong(from) })}>
              <span className="row">
                <Yen value={annualFee} />
                {from > today() ? (
                  <Button
                    size="sm"
                    kind="ghost"
                    label={fill(words.dropOf, { date: formatDateLong(from) })}
                    onPress={async () => {
                      const dropped = await drop.mutateAsync({ membershipTypeId, from, version });
                      await refresh();
                      toast({
                        text: fill(words.dropped, { date: formatDateLong(from) }),
                        undo: () => plan.mutateAsync({ membershipTypeId, from, annualFee, version: dropped.version }).then(refresh),
                      });
                    }}
                  >
                    {words.drop}
                  </Button>
                ) : null}
              </span>
            </Row>
          ))}
        </Rows>
        <p className="muted">{words.rule}</p>
        <Form
          key={version}
          schema={Planned}
          defaults={{ from: '', annualFee: null }}
          onSubmit={async (values) => {
            const before = type.prices.find(({ from }) => from === values.from);
            const planned = await plan.mutateAsync({ ...values, membershipTypeId, version });
            await refresh();
            const place = { membershipTypeId, from: values.from, version: planned.version };
            toast({
              text: words.saved,
              undo: () => (before ? plan.mutateAsync({ ...place, annualFee: before.annualFee }) : drop.mutateAsync(place)).then(refresh),
            });
          }}
        >
          <DateField name="from" label={words.day} hint={words.dayHint} required />
          <MoneyField name="annualFee" label={words.fee} required />
          <FormButtons>
            <Button size="lg" onPress={onClose}>
              {words.close}
            </Button>
            <SubmitButton>{words.add}</SubmitButton>
          </FormButtons>
        </Form>
      </div>
    </Dialog>
  );
}
