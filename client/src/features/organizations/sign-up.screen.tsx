import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SignUpInput, Slug, organizationKinds } from '@tsudoi/shared/contracts/organizations/organization.contract';
import * as z from 'zod';
import { Form, FormButtons, type FormDefaults, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { KanaField, PasswordField, TextField } from '../../components/TextField.tsx';
import { passwordRefusals } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

const SignUp = SignUpInput.extend({ slug: z.union([Slug, z.literal('')]) });
const empty = {
  name: '',
  kind: '',
  slug: '',
  ownerFamilyName: '',
  ownerGivenName: '',
  ownerFamilyNameKana: '',
  ownerGivenNameKana: '',
  email: '',
  password: '',
} satisfies FormDefaults<typeof SignUp>;

/** An organisation opens its own account; nobody has to call anybody. */
export function SignUpScreen() {
  const words = useWords(organizationTexts).signup;
  const { errors } = words;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const signUp = useMutation(trpc.organizations.signUp.mutationOptions());
  const submit = async ({ slug, ...values }: z.output<typeof SignUp>) => {
    await signUp.mutateAsync({ ...values, ...(slug === '' ? {} : { slug }) });
    await navigate({ to: '/signup/sent', state: { email: values.email } });
  };
  const kana = { required: '', not_a_reading: errors.notAReading };
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <p className="muted">{words.lead}</p>
        <Form
          schema={SignUp}
          defaults={empty}
          onSubmit={submit}
          errorField={{
            SLUG_TAKEN: 'slug',
            ...passwordRefusals('password'),
          }}
        >
          <Panel title={words.orgGroup}>
            <div className="form">
              <TextField
                name="name"
                label={words.name}
                hint={words.nameHint}
                autoComplete="organization"
                messages={{ required: errors.name, too_long: errors.nameLong }}
              />
              <SelectField
                name="kind"
                label={words.kind}
                messages={{ invalid_value: errors.kind }}
                options={organizationKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
              />
              <TextField
                name="slug"
                label={words.slug}
                hint={words.slugHint}
                optional
                autoComplete="off"
                messages={{ not_a_slug: errors.slugForm, reserved_slug: errors.slugReserved }}
              />
            </div>
          </Panel>
          <Panel title={words.ownerGroup}>
            <div className="form">
              <div className="pair">
                <TextField
                  name="ownerFamilyName"
                  label={words.familyName}
                  autoComplete="family-name"
                  messages={{ required: errors.familyName, too_long: errors.namePartLong }}
                />
                <TextField
                  name="ownerGivenName"
                  label={words.givenName}
                  autoComplete="given-name"
                  messages={{ required: errors.givenName, too_long: errors.namePartLong }}
                />
              </div>
              <p className="hint">{words.kanaHint}</p>
              <div className="pair">
                <KanaField
                  name="ownerFamilyNameKana"
                  from="ownerFamilyName"
                  label={words.familyNameKana}
                  messages={{ ...kana, required: errors.familyNameKana }}
                />
                <KanaField
                  name="ownerGivenNameKana"
                  from="ownerGivenName"
                  label={words.givenNameKana}
                  messages={{ ...kana, required: errors.givenNameKana }}
                />
              </div>
            </div>
          </Panel>
          <Panel title={words.loginGroup}>
            <div className="form">
              <TextField
                name="email"
                type="email"
                label={words.email}
                hint={words.emailHint}
                autoComplete="email"
                messages={{ required: errors.email, not_an_email: errors.notAnEmail }}
              />
              <PasswordField
                name="password"
                label={words.password}
                hint={words.passwordHint}
                autoComplete="new-password"
                messages={{ required: errors.password }}
              />
            </div>
          </Panel>
          <FormButtons>
            <SubmitButton block>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
        <p>
          <TextLink to="/login">{words.already}</TextLink>
        </p>
      </div>
    </PublicFrame>
  );
}
