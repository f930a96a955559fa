import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The architecture: imports point inwards, and the two roles do not import each other. */
export const RULES: IForbiddenRuleType[] = [
  rule('domain-imports-nothing', {
    comment: 'Business rules depend on no framework, no package and no other layer.',
    from: { path: '^src/domain/' },
    to: { pathNot: '^src/domain/' },
  }),
  rule('flights-and-fares-import-neither-booking-nor-search', {
    comment: 'Both roles share flights and fares, but not their decisions about them.',
    from: { path: '^src/domain/(flight|pricing|shared)/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/(flight|pricing|shared)/' },
  }),
  rule('shared-values-import-no-other-domain-folder', {
    comment: 'Every part of the domain shares money, time and refusals.',
    from: { path: '^src/domain/shared/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/shared/' },
  }),
  rule('booking-and-search-domains-are-independent', {
    from: { path: '^src/domain/(booking|search)/' },
    to: { path: '^src/domain/(booking|search)/', pathNot: '^src/domain/$1/' },
  }),
  rule('use-cases-import-only-the-domain', {
    comment: 'Use cases import ports, no adapter and no package except the modules of Node.js.',
    from: { path: '^src/application/' },
    to: { pathNot: '^src/(application|domain)/', dependencyTypesNot: ['core'] },
  }),
  rule('use-cases-of-roles-are-independent', {
    comment: 'Booking and search are deployed separately; accounts could be.',
    from: { path: '^src/application/(booking|search|accounts)/' },
    to: { path: '^src/application/(booking|search|accounts)/', pathNot: '^src/application/$1/' },
  }),
  rule('adapters-import-no-entrypoints', {
    from: { path: '^src/adapters/' },
    to: { path: '^src/entrypoints/' },
  }),
  rule('adapters-are-independent', {
    comment:
      'Each adapter connects to one thing, and may read the request context and make identifiers. The excepted adapters have their own rules.',
    from: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/(http|role-clients|timetables|audit)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/($1/|request-context|uuid)' },
  }),
  rule('payment-gateways-are-independent', {
    comment: 'Each gateway connects to one provider, and can be removed without changes in the others.',
    from: { path: '^src/adapters/payment-gateways/([^/]+)/' },
    to: { path: '^src/adapters/payment-gateways/', pathNot: '^src/adapters/payment-gateways/$1/' },
  }),
  rule('http-imports-only-tokens', {
    comment: 'HTTP reads the account from a token. The contract of payments has its own rule.',
    from: { path: '^src/adapters/http/', pathNot: '^src/adapters/http/contract/payment-operations' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(http/|tokens/|request-context|uuid)' },
  }),
  rule('payment-contract-imports-only-payment-methods', {
    comment:
      'The contract accepts and documents the methods that the payment gateways name, and imports nothing else of them.',
    from: { path: '^src/adapters/http/contract/payment-operations' },
    to: {
      path: '^src/adapters/',
      pathNot: '^src/adapters/(http/contract/|payment-gateways/[^/]+/payment-methods)',
    },
  }),
  rule('role-clients-import-only-the-contract-and-tokens', {
    comment: 'The roles call each other by the HTTP contract, with their own tokens.',
    from: { path: '^src/adapters/role-clients/' },
    to: {
      path: '^src/adapters/',
      pathNot: '^src/adapters/(role-clients/|http/contract/|tokens/|request-context)',
    },
  }),
  rule('audit-imports-only-the-database-adapter', {
    comment: 'The audit reads the rows as they are stored.',
    from: { path: '^src/adapters/audit/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/(audit|mysql)/' },
  }),
  rule('timetables-share-only-fares-and-aircraft', {
    comment: 'Timetables of every source have the same fares and aircraft types.',
    from: { path: '^src/adapters/timetables/(seed|open-data)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/timetables/($1|shared)/' },
  }),
  rule('only-database-adapters-import-database-packages', {
    comment: 'Only code that connects to a database uses SQL and its libraries.',
    from: {
      path: '^(src|proof)/',
      pathNot:
        '^(src/adapters/(mysql/|payment-gateways/simulated/mysql-ledger)|proof/(stage/root-connection|bench/raw-sales))',
    },
    to: { path: 'node_modules/(typeorm|mysql2)/' },
  }),
  rule('product-imports-no-development-code', {
    comment: 'The product imports no code that develops, tests or demonstrates it.',
    from: { path: '^(src|migrations)/' },
    to: { path: '^(proof|tools|web|tests)/' },
  }),
  rule('product-imports-no-development-packages', {
    comment: 'Development packages are not installed in production.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  }),
  rule('tools-import-only-entrypoints', {
    comment: 'Tools start the product and read its configuration; proofs and tests use tools.',
    from: { path: '^tools/' },
    to: { path: '^(src|migrations|proof|web|tests)/', pathNot: '^src/entrypoints/' },
  }),
  rule('proofs-import-no-tests', {
    from: { path: '^proof/' },
    to: { path: '^(migrations|web|tests)/' },
  }),
  rule('proof-commands-import-only-command-helpers', {
    comment: 'Proof commands share the options, messages and exit codes of all commands, and wire nothing.',
    from: { path: '^proof/commands/' },
    to: {
      path: '^src/',
      pathNot:
        '^src/(entrypoints/(commands/(command-line|command-errors|progress)|process/config)|domain/shared/instant)\\.ts$',
    },
  }),
  rule('proofs-import-no-product-code', {
    comment: 'Simulated travellers and verdicts access the service only over HTTP, as any client does.',
    from: { path: '^proof/', pathNot: '^proof/(explore|commands)/' },
    to: { path: '^src/' },
  }),
  rule('verdicts-import-only-histories', {
    comment: 'A verdict depends on the history alone.',
    from: { path: '^proof/(verdict|history)/' },
    to: { path: '^(src|proof|tools)/', pathNot: '^proof/(verdict|history)/' },
  }),
  rule('explorations-import-only-memory-stores', {
    comment:
      'Explorations run the real use cases; only the adapters behind their ports are simulated, by the stores in memory.',
    from: { path: '^proof/explore/' },
    to: {
      path: '^(src|proof|tools)/',
      pathNot: '^(proof/explore|src/(domain|application|adapters/memory))/',
    },
  }),
  rule('no-cycles', { from: {}, to: { circular: true } }),
];

/** Modules that an entrypoint must not load, even indirectly: each process loads only its own role. */
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
