import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.ts';
import { loadKit } from './lib/i18n/kit.ts';
import { language } from './lib/language.ts';
import { onPersonChanged, onSignedOutElsewhere } from './lib/session.ts';
import { TRPCProvider, onSessionEnded, queryClient, trpcClient } from './lib/trpc.ts';
import { forgetForms } from './lib/unsaved.ts';
import './styles.css';

onSessionEnded((path) => void router.navigate({ href: path, replace: true }));
onSignedOutElsewhere((audience, org) => {
  if (!location.pathname.startsWith(`/${org}/${audience}`)) return;
  // Whoever logs out leaves every page of theirs: at a screen that others come to, nothing typed may hold one open.
  forgetForms();
  location.assign(`/${org}/${audience}/login`);
});
// What stands there was seen and typed by somebody else: whoever is logged in now begins with a page of their own (TEN-09).
onPersonChanged(() => {
  forgetForms();
  location.reload();
});

function show() {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          <RouterProvider router={router} />
        </TRPCProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

// Without its words the page still works: in Japanese. Not awaited here: nothing may import from a module that waits.
void loadKit(language()).then(show, show);
