import type * as z from 'zod';
import type { Failure } from './failures.ts';

/** What stands for a type in “must be …”. */
const typeNames: Partial<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const unitNames: Partial<Record<string, string>> = { string: 'characters', array: 'entries' };

/** The failure for input that a schema of the contract refuses: it says the first thing that is wrong. */
export function invalidInput(error: z.ZodError, advice = 'Correct it and try again.'): Failure {
  const issue = error.issues[0]!;
  const field = issue.path.join('.');
  return {
    code: 'invalid-input',
    sentence: `${field === '' ? 'The input' : `“${field}”`} ${wrongWith(issue)}.`,
    advice,
    ...(field !== '' && { field }),
  };
}

/** Continues the sentence that the field's name begins, as the contract's own messages do. */
function wrongWith(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? `of the type ${issue.expected}`}`;
    case 'too_small':
      if (issue.minimum === 1 && unitNames[issue.origin]) return 'must not be empty';
      return `must ${bound(issue.origin, `at least ${String(issue.minimum)}`)}`;
    case 'too_big':
      return `must ${bound(issue.origin, `at most ${String(issue.maximum)}`)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `must not have “${issue.keys[0]!}”`;
    case 'invalid_union':
      return 'is missing, or has none of the forms that it may have';
    case 'custom':
      return issue.message;
    default:
      return 'has a form that it may not have';
  }
}

const bound = (origin: string, limit: string) => {
  const unit = unitNames[origin];
  return unit === undefined ? `be ${limit}` : `have ${limit} ${unit}`;
};
