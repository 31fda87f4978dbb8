// A real OpenID provider on loopback for oidc_test.py: prints its issuer, serves until it is ended.
// Arguments: the folder of node_modules, the redirect address of the client, two ports to try.
import { createRequire } from 'node:module';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, redirect] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'wupian', client_secret: 'secret-of-the-test', redirect_uris: [redirect] }],
    // Any name signs in with any password: the provider's own page for development.
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['a key of the test'] },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
  });
  server.on('request', provider.callback());
  process.stdout.write(issuer + '\n');
});
