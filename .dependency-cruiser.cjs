/** The import laws of the layout (docs: one way only, from app down to shared). Every rule is proven on scripts/fixtures/arch. */
const modules =
  'audit organizations identity members applications billing payments documents dunning mail notices events bookings loyalty reports support operations'.split(
    ' ',
  );
const test = '\\.test\\.tsx?$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const laterModules = modules
  .slice(0, -1)
  .map((name, place) =>
    rule(
      `server-order-${name}`,
      `${name} stands before these modules: talk upward with an outbox message or a hook registered in app/`,
      { path: `^server/src/modules/${name}/`, pathNot: `${test}|\\.factory\\.ts$` },
      { path: `^server/src/modules/(${modules.slice(place + 1).join('|')})/` },
    ),
  );

module.exports = {
  forbidden: [
    rule('no-cycles', 'a cycle has no lowest part', {}, { circular: true }),
    rule('resolvable', 'an import that leads nowhere hides from every other rule', {}, { couldNotResolve: true }),
    rule('shared-alone', 'shared imports no workspace', { path: '^shared/' }, { path: '^(server|payments-service|client|scripts)/' }),
    rule(
      'kernel-pure',
      'kernel imports zod and ulid only',
      { path: '^shared/src/kernel/', pathNot: test },
      { pathNot: '^shared/src/kernel/|(^|/)node_modules/(zod|ulid)/' },
    ),
    rule(
      'contracts-low',
      'contracts know the kernel and zod only',
      { path: '^shared/src/contracts/', pathNot: test },
      { pathNot: '^shared/src/(kernel|contracts)/|(^|/)node_modules/zod/' },
    ),
    rule(
      'queue-low',
      'the message catalogue knows contracts, kernel and zod only',
      { path: '^shared/src/queue/', pathNot: test },
      { pathNot: '^shared/src/(kernel|contracts|queue)/|(^|/)node_modules/zod/' },
    ),
    rule(
      'server-alone',
      'the server imports neither the payments-service nor the client',
      { path: '^server/' },
      { path: '^(payments-service|client)/' },
    ),
    rule(
      'payments-alone',
      'the payments-service imports neither the server nor the client',
      { path: '^payments-service/' },
      { path: '^(server|client)/' },
    ),
    rule('client-not-payments', 'the client never sees the payments-service', { path: '^client/src/' }, { path: '^payments-service/' }),
    rule(
      'client-server-router-only',
      'of the server the client knows the router only',
      { path: '^client/src/' },
      { path: '^server/', pathNot: '^server/src/app/root\\.router\\.ts$' },
    ),
    rule(
      'client-server-as-type',
      'the router is imported as a type',
      { path: '^client/src/' },
      { path: '^server/', dependencyTypesNot: ['type-only'] },
    ),
    rule('client-not-service', 'shared/service is node only', { path: '^client/src/' }, { path: '^shared/src/service/' }),
    rule(
      'client-not-node',
      'the browser has neither node nor a database',
      { path: '^client/src/', pathNot: test },
      { path: '(^|/)node_modules/(mongodb|mongoose|agenda|express|pino)/|^node:|^(fs|path|crypto|http|child_process)$' },
    ),
    rule('source-not-scripts', 'the product does not lean on its tools', { path: '^[^/]+/src/', pathNot: test }, { path: '^scripts/' }),
    rule(
      'server-platform-low',
      'platform knows no module',
      { path: '^server/src/platform/', pathNot: test },
      { path: '^server/src/(modules|app)/|^server/src/main\\.ts$' },
    ),
    rule(
      'server-modules-not-app',
      'app knows the modules, not the other way',
      { path: '^server/src/modules/', pathNot: test },
      { path: '^server/src/app/|^server/src/main\\.ts$' },
    ),
    rule(
      'server-public-only',
      'of another module only <x>.public.ts is open (test data: its factories, for factories and tests)',
      { path: '^server/src/modules/([^/]+)/', pathNot: `${test}|\\.factory\\.ts$` },
      { path: '^server/src/modules/', pathNot: '^server/src/modules/$1/|\\.public\\.ts$' },
    ),
    rule(
      'server-public-only-in-tests',
      'tests and factories see public files and factories of other modules',
      { path: `^server/src/modules/([^/]+)/.*(${test}|\\.factory\\.ts$)` },
      { path: '^server/src/modules/', pathNot: '^server/src/modules/$1/|\\.(public|factory)\\.ts$' },
    ),
    ...laterModules,
    rule('model-only-by-repository', 'a model is behind its repository', { pathNot: '\\.repository\\.ts$' }, { path: '\\.model\\.ts$' }),
    rule(
      'model-only-by-own-repository',
      'a repository opens its own model only',
      { path: '^(.*)/([^/]+)\\.repository\\.ts$' },
      { path: '\\.model\\.ts$', pathNot: '^$1/$2\\.model\\.ts$' },
    ),
    rule(
      'mongoose-in-data-layer',
      'mongoose stays in models, repositories, migrations and the platforms',
      { pathNot: '\\.(model|repository|migration)\\.ts$|^(server|payments-service)/src/platform/|^shared/src/service/' },
      { path: '(^|/)node_modules/mongoose/' },
    ),
    rule(
      'rules-pure',
      'rules decide; they neither ask the time nor touch anything',
      { path: '\\.rules\\.ts$' },
      {
        path: '^node:|^(fs|http|https|net|child_process|crypto)$|(^|/)node_modules/(mongodb|mongoose|express|pino|agenda)/|^shared/src/service/|\\.(repository|service|router|jobs|handler)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'router-delegates',
      'a router parses, authorises, delegates: no database in it',
      { path: '\\.router\\.ts$' },
      { path: '(^|/)node_modules/(mongodb|mongoose)/|\\.model\\.ts$' },
    ),
    rule(
      'payments-platform-low',
      'platform knows no capability',
      { path: '^payments-service/src/platform/', pathNot: test },
      { path: '^payments-service/src/', pathNot: '^payments-service/src/platform/' },
    ),
    rule(
      'payments-parts-not-app',
      'app knows the parts, not the other way',
      { path: '^payments-service/src/(?!app/|main\\.ts)', pathNot: test },
      { path: '^payments-service/src/(app/|main\\.ts)' },
    ),
    rule(
      'connector-alone',
      'a connector never imports another',
      { path: '^payments-service/src/connectors/(?!signatures/)([^/]+)/' },
      { path: '^payments-service/src/connectors/[^/]+/', pathNot: '^payments-service/src/connectors/($1|signatures)/' },
    ),
    rule(
      'connector-stateless',
      'a connector keeps nothing: no database, no queue, no capability of the service',
      { path: '^payments-service/src/connectors/[^/]+/', pathNot: test },
      {
        path: '(^|/)node_modules/(mongodb|mongoose|agenda|@agendajs)/|^shared/src/service/(mongo|scheduler|queue|outbox|consumer|message-store|watch)\\.ts$|^payments-service/src/(inbox|charges|payables|reconciliation|payouts|outbound|accounts|platform|sandbox|app)/',
      },
    ),
    rule(
      'sandbox-not-connectors',
      'the sandbox would sign with the code under test',
      { path: '^payments-service/src/sandbox/' },
      { path: '^payments-service/src/connectors/' },
    ),
    rule(
      'product-not-sandbox',
      'nothing of the product knows the stand-in providers',
      { path: '^payments-service/src/(?!sandbox/)', pathNot: test },
      { path: '^payments-service/src/sandbox/' },
    ),
    rule('client-lib-low', 'lib is the lowest', { path: '^client/src/lib/' }, { path: '^client/src/(app|features|components)/' }),
    rule(
      'client-components-low',
      'the ui kit knows no feature',
      { path: '^client/src/components/' },
      { path: '^client/src/(app|features)/' },
    ),
    rule('client-features-not-app', 'pages compose features', { path: '^client/src/features/' }, { path: '^client/src/app/' }),
    rule(
      'client-feature-alone',
      'no feature imports another',
      { path: '^client/src/features/([^/]+)/' },
      { path: '^client/src/features/', pathNot: '^client/src/features/$1/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types|\\.data)/|^scripts/fixtures/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['tsudoi', 'import', 'types', 'node', 'require', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.d.ts', '.mjs', '.js', '.json', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
