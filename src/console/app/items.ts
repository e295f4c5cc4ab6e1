import type { InfiniteData } from "@tanstack/react-query";

/** Pages of a list as they were read, with the figures (`X`) that stand beside the items. */
type Pages<T, X = unknown> = InfiniteData<{ items: T[] } & X>;

/** The items of all pages that have been read. */
export function itemsOf<T>(data: Pages<T> | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** The same pages with some items changed or, where `change` gives null, left out. */
export function mapItems<T, X>(data: Pages<T, X>, change: (item: T) => T | null): Pages<T, X> {
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map(change).filter((item) => item !== null),
  }));
  return { ...data, pages };
}

/** The same pages with one item in front and nowhere else. */
export function putFirst<T extends { id: string }, X>(data: Pages<T, X>, item: T): Pages<T, X> {
  const rest = mapItems(data, (other) => (other.id === item.id ? null : other));
  const pages = rest.pages.map((page, index) => (index === 0 ? { ...page, items: [item, ...page.items] } : page));
  return { ...rest, pages };
}
