import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ToastRegion } from '../components/Toast.tsx';
import { useKit } from '../lib/i18n/kit.ts';
import { useLanguage } from '../lib/language.ts';

export function Root() {
  const words = useKit();
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Outlet />
      <ToastRegion />
    </>
  );
}
