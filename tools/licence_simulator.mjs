// A stand-in for the sign-in by electronic licence (电子营业执照): an OpenID provider whose id tokens
// say `uscc` (the firm's credit code) and `name` (its legal representative). For tests and trials.
//
//   node tools/licence_simulator.mjs MODULES REDIRECT [PORT] [SECRET]
//
// MODULES is a folder with node_modules/oidc-provider, REDIRECT the portal's address
// .../v1/session/provider/back. Prints its issuer and serves until it is ended. On its page
// CODE/NAME signs in with any password, as if the licence of that firm had been scanned.
import { createRequire } from 'node:module';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, redirect, port = '0', secret = 'secret-of-the-test'] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

function claimsOf(licence) {
  const [uscc, name] = licence.split('/');
  return { sub: licence, uscc, name };
}

const server = http.createServer();
server.listen(Number(port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'wupian', client_secret: secret, redirect_uris: [redirect] }],
    claims: { openid: ['sub'], licence: ['uscc', 'name'] },
    scopes: ['openid', 'licence'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['a key of the simulator'] },
    findAccount: (context, id) => ({ accountId: id, claims: () => claimsOf(id) }),
  });
  server.on('request', provider.callback());
  process.stdout.write(issuer + '\n');
});
