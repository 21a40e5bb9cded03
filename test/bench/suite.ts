import { contract, type OperationName } from '../../main/contract/contract.ts';
import { operationCases } from '../support/operation-cases.ts';
import { askDirectly, openServerShop } from '../support/shops.ts';
import type { Figure } from './measure.ts';
import { databaseOf } from './server.ts';

/** The shared suite of operations on so many films: each has to be answered as on a thousand, and as the contract says. */
export async function benchSuite(port: number, films: number): Promise<Figure[]> {
  const [small, large] = [1000, films].map((size) => openServerShop(port, databaseOf(size)));
  try {
    const wrong: string[] = [];
    for (const { title, name, input } of operationCases) {
      const expected = await askDirectly(small!)(name, input);
      const reply = await askDirectly(large!)(name, input);
      const isRight = reply.ok
        ? expected.ok && contract[name as OperationName].output.safeParse(reply.value).success
        : !expected.ok && reply.error.code === expected.error.code;
      if (!isRight) wrong.push(title);
    }
    if (wrong.length > 0) throw new Error(`Answered otherwise: ${wrong.join(', ')}`);
    return [
      { title: 'Operations answered as on 1,000 films', films, value: operationCases.length, unit: '' },
    ];
  } finally {
    await Promise.all([small!.close(), large!.close()]);
  }
}
