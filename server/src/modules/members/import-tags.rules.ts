const separator = '、';

/** Tags of a cell, each once: people separate them by either comma. */
export function tagsOfCell(cell = ''): string[] {
  const tags = cell.split(/[、,，]/).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

export const cellOfTags = (tags: readonly string[] = []): string => tags.join(separator);
