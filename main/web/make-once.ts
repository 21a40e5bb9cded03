/** Each may be as large as a page. */
const mostKept = 30;

/** Makes something of a text, and gives it again for the same text, while not too many others come between. */
export function makeOnce<Value extends object>(): (source: string, make: () => Value) => Value {
  const kept = new Map<string, Value>();
  return (source, make) => {
    let value = kept.get(source);
    if (value === undefined) {
      value = make();
      kept.set(source, value);
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    }
    return value;
  };
}
