import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The architecture: arrows point inwards, and the two roles do not know each other. */
export const RULES: IForbiddenRuleType[] = [
  rule('domain-imports-nothing', {
    comment: 'The rules of the trade depend on no framework, no package and no other layer.',
    from: { path: '^src/domain/' },
    to: { pathNot: '^src/domain/' },
  }),
  rule('use-cases-import-the-domain-alone', {
    comment: 'They know ports, not what is behind them: no adapter and no package, only what Node.js brings.',
    from: { path: '^src/application/' },
    to: { pathNot: '^src/(application|domain)/', dependencyTypesNot: ['core'] },
  }),
  rule('roles-do-not-know-each-other', {
    comment: 'Booking and search are deployed apart; accounts could be.',
    from: { path: '^src/application/(booking|search|accounts)/' },
    to: { path: '^src/application/(booking|search|accounts)/', pathNot: '^src/application/$1/' },
  }),
  rule('adapters-do-not-know-entrypoints', {
    from: { path: '^src/adapters/' },
    to: { path: '^src/entrypoints/' },
  }),
  rule('adapters-do-not-know-each-other', {
    comment:
      'Each connects to one thing, and may know the request at hand. Those below may use another, and the rule says which.',
    from: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/(http|links|seed|open-data|audit)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/($1/|request-context)' },
  }),
  rule('payment-gateways-do-not-know-each-other', {
    comment: 'Each stands for one provider, and can be removed without the others.',
    from: { path: '^src/adapters/payment-gateways/([^/]+)/' },
    to: { path: '^src/adapters/payment-gateways/', pathNot: '^src/adapters/payment-gateways/$1/' },
  }),
  rule('http-uses-tokens-alone', {
    comment: 'It must know whom a token speaks for. The contract of payments has a rule of its own.',
    from: { path: '^src/adapters/http/', pathNot: '^src/adapters/http/contract/payment-operations' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(http/|tokens/|request-context)' },
  }),
  rule('the-contract-documents-payment-methods', {
    comment:
      'It takes and documents the methods that the payment gateways name, and knows nothing else of them.',
    from: { path: '^src/adapters/http/contract/payment-operations' },
    to: {
      path: '^src/adapters/',
      pathNot: '^src/adapters/(http/contract/|payment-gateways/[^/]+/payment-methods)',
    },
  }),
  rule('links-use-the-contract-and-tokens-alone', {
    comment: 'The roles call each other in the terms of the HTTP contract, with tokens of their own.',
    from: { path: '^src/adapters/links/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(links/|http/contract/|tokens/|request-context)' },
  }),
  rule('the-audit-uses-the-database-alone', {
    comment: 'It looks at the rows as they are.',
    from: { path: '^src/adapters/audit/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(audit|mysql)/' },
  }),
  rule('timetables-share-fares-and-aircraft-alone', {
    comment: 'Timetables from anywhere are priced and flown in the same way.',
    from: { path: '^src/adapters/(seed|open-data)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/($1|timetable)/' },
  }),
  rule('the-database-is-behind-its-adapters', {
    comment: 'Of SQL and its libraries only those know that connect to a database.',
    from: {
      path: '^src/',
      pathNot: '^src/(adapters/(mysql/|payment-gateways/simulated/mysql-ledger)|proof/stage/root-connection)',
    },
    to: { path: 'node_modules/(typeorm|mysql2)/' },
  }),
  rule('proofs-are-run-by-their-commands-alone', {
    comment: 'What serves requests knows nothing of what tries to break it.',
    from: { path: '^src/', pathNot: '^src/(proof/|entrypoints/(explore|simulate|chaos|fuzz|prove)\\.ts$)' },
    to: { path: '^src/proof/' },
  }),
  rule('a-verdict-owes-the-service-nothing', {
    comment:
      'Travellers, and whoever judges by what they were told, know the service as anybody does: over HTTP.',
    from: { path: '^src/proof/', pathNot: '^src/proof/explore/' },
    to: { path: '^src/', pathNot: '^src/proof/' },
  }),
  rule('a-verdict-hangs-on-no-service', {
    comment: 'Histories are judged without asking anybody.',
    from: { path: '^src/proof/(verdict|history)/' },
    to: { path: '^src/', pathNot: '^src/proof/(verdict|history)/' },
  }),
  rule('explorations-keep-things-in-memory', {
    comment:
      'The use cases are the real ones; only what is behind their ports is simulated, by the stores in memory.',
    from: { path: '^src/proof/explore/' },
    to: {
      path: '^src/',
      pathNot: '^src/(proof/explore|domain|application|adapters/memory)/',
    },
  }),
  rule('no-circles', { from: {}, to: { circular: true } }),
];

/** What an entrypoint must not load: each process carries its own role alone. */
export const ROLE_RULES: IForbiddenRuleType[] = [
  rule('booking-loads-no-search', {
    from: { path: '^src/entrypoints/booking\\.ts$' },
    to: { path: '^src/(application/search|adapters/(memory|mysql)/search)/', reachable: true },
  }),
  rule('search-loads-no-booking', {
    from: { path: '^src/entrypoints/search\\.ts$' },
    to: {
      path: '^src/(application/(booking|accounts)|adapters/(memory|mysql)/(booking|accounts))/',
      reachable: true,
    },
  }),
];

interface RuleParts {
  readonly comment?: string;
  readonly from: object;
  readonly to: object;
}

function rule(name: string, parts: RuleParts): IForbiddenRuleType {
  return { name, severity: 'error', ...parts };
}
