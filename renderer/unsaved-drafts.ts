import type { FormDraft } from './shop-draft.ts';

const key = 'filmdesk.drafts';

/**
 * What was written for shops and is not saved yet, by the shop it is for; undefined for a new one. It outlives a page
 * that begins anew, as where another shop is opened, but for passwords: those are nowhere but here.
 */
export class UnsavedDrafts {
  readonly #drafts = new Map<string | undefined, FormDraft>(
    recalled().map((draft) => [draft.id, draft] as const),
  );

  get(id: string | undefined): FormDraft | undefined {
    return this.#drafts.get(id);
  }

  set(id: string | undefined, draft: FormDraft): void {
    this.#drafts.set(id, draft);
    this.#keep();
  }

  delete(id: string | undefined): void {
    this.#drafts.delete(id);
    this.#keep();
  }

  forgetPasswords(): void {
    for (const [id, draft] of this.#drafts) this.#drafts.set(id, withoutPassword(draft));
  }

  #keep(): void {
    sessionStorage.setItem(key, JSON.stringify([...this.#drafts.values()].map(withoutPassword)));
  }
}

export const withoutPassword = (draft: FormDraft): FormDraft => ({ ...draft, password: undefined });

function recalled(): FormDraft[] {
  // Only this window has written it, so it is as it was written.
  return JSON.parse(sessionStorage.getItem(key) ?? '[]') as FormDraft[];
}
