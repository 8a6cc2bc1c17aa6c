/** What stands in the place of a member number until there is one is not called so (NUM-01). */
export const numberName = (awaitsNumber = false): '受付番号' | '会員番号' => (awaitsNumber ? '受付番号' : '会員番号');
