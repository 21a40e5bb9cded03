import type * as z from 'zod';
import type { Failure } from './failures.ts';

/** What stands for a type in “must be …”. */
const typeNames: Partial<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const unitNames: Partial<Record<string, string>> = { string: 'characters', array: 'entries' };

/** The failure that input which a schema of the contract refuses ends in: it tells the first thing that is wrong with it. */
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

/** Goes on after the name of a field; the contract's own messages are written so. */
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
      return `must not have ${issue.keys.map((key) => `“${key}”`).join(', ')}`;
    case 'invalid_union':
      return 'has none of the forms that it can have';
    default:
      return issue.message;
  }
}

const bound = (origin: string, limit: string) => {
  const unit = unitNames[origin];
  return unit === undefined ? `be ${limit}` : `have ${limit} ${unit}`;
};
