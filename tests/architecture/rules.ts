import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The architecture: arrows point inwards, and the two roles do not know each other. */
export const RULES: IForbiddenRuleType[] = [
  rule('domain-imports-nothing', {
    comment: 'The rules of the trade depend on no framework, no package and no other layer.',
    from: { path: '^src/domain/' },
    to: { pathNot: '^src/domain/' },
  }),
  rule('flights-and-fares-know-neither-booking-nor-search', {
    comment: 'Both roles share what a flight and a fare are; what each decides about them is its own.',
    from: { path: '^src/domain/(flight|pricing|shared)/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/(flight|pricing|shared)/' },
  }),
  rule('shared-values-know-no-subject', {
    comment: 'Money, time and refusals are the same for every part of the domain.',
    from: { path: '^src/domain/shared/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/shared/' },
  }),
  rule('booking-and-search-decide-apart', {
    from: { path: '^src/domain/(booking|search)/' },
    to: { path: '^src/domain/(booking|search)/', pathNot: '^src/domain/$1/' },
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
    from: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/(http|role-clients|timetables|audit)/' },
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
  rule('role-clients-use-the-contract-and-tokens-alone', {
    comment: 'The roles call each other in the terms of the HTTP contract, with tokens of their own.',
    from: { path: '^src/adapters/role-clients/' },
    to: {
      path: '^src/adapters/',
      pathNot: '^src/adapters/(role-clients/|http/contract/|tokens/|request-context)',
    },
  }),
  rule('the-audit-uses-the-database-alone', {
    comment: 'It looks at the rows as they are.',
    from: { path: '^src/adapters/audit/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(audit|mysql)/' },
  }),
  rule('timetables-share-fares-and-aircraft-alone', {
    comment: 'Timetables from anywhere are priced and flown in the same way.',
    from: { path: '^src/adapters/timetables/(seed|open-data)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/timetables/($1|shared)/' },
  }),
  rule('the-database-is-behind-its-adapters', {
    comment: 'Of SQL and its libraries only those know that connect to a database.',
    from: {
      path: '^(src|proof)/',
      pathNot: '^(src/adapters/(mysql/|payment-gateways/simulated/mysql-ledger)|proof/stage/root-connection)',
    },
    to: { path: 'node_modules/(typeorm|mysql2)/' },
  }),
  rule('the-product-stands-alone', {
    comment: 'What serves requests imports nothing of what develops it, tests it or shows it.',
    from: { path: '^(src|migrations)/' },
    to: { path: '^(proof|tools|web|tests)/' },
  }),
  rule('the-product-needs-no-development-packages', {
    comment: 'They are not there where it runs.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  }),
  rule('tools-use-entrypoints-alone', {
    comment: 'Tools start the product and read its configuration; proofs and tests use tools.',
    from: { path: '^tools/' },
    to: { path: '^(src|migrations|proof|web|tests)/', pathNot: '^src/entrypoints/' },
  }),
  rule('proofs-use-no-tests', {
    from: { path: '^proof/' },
    to: { path: '^(migrations|web|tests)/' },
  }),
  rule('proof-commands-share-the-helpers-of-commands', {
    comment: 'Their options, messages and exit codes are those of every command; they wire nothing.',
    from: { path: '^proof/commands/' },
    to: {
      path: '^src/',
      pathNot:
        '^src/(entrypoints/(commands/(command-line|command-errors|progress)|process/config)|domain/shared/instant)\\.ts$',
    },
  }),
  rule('a-verdict-owes-the-service-nothing', {
    comment:
      'Travellers, and whoever judges by what they were told, know the service as anybody does: over HTTP.',
    from: { path: '^proof/', pathNot: '^proof/(explore|commands)/' },
    to: { path: '^src/' },
  }),
  rule('a-verdict-hangs-on-no-service', {
    comment: 'Histories are judged without asking anybody.',
    from: { path: '^proof/(verdict|history)/' },
    to: { path: '^(src|proof|tools)/', pathNot: '^proof/(verdict|history)/' },
  }),
  rule('explorations-keep-things-in-memory', {
    comment:
      'The use cases are the real ones; only what is behind their ports is simulated, by the stores in memory.',
    from: { path: '^proof/explore/' },
    to: {
      path: '^(src|proof|tools)/',
      pathNot: '^(proof/explore|src/(domain|application|adapters/memory))/',
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
