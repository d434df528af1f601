// A real Bluesky server and the directory of identities it asks, both on loopback, both forgotten when they stop.
// usage, from the folder that install-pds.sh made: node serve-pds.mjs PDS_PORT PLC_PORT
// Prints READY and the address. Accounts are made through the server's own API (com.atproto.server.createAccount).
import { createRequire } from 'node:module'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [pdsPort, plcPort] = process.argv.slice(2).map(Number)
const installed = createRequire(path.join(process.cwd(), 'package.json'))
const load = (name) => import(pathToFileURL(installed.resolve(name)).href)

// Neither server can be told an interface to listen on.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...given) {
  if (typeof given[0] === 'number') given[0] = { port: given[0] }
  if (given[0] && typeof given[0] === 'object' && 'port' in given[0]) given[0].host = '127.0.0.1'
  return listen.apply(this, given.filter((one, at) => at === 0 || typeof one === 'function'))
}

const plc = await load('@did-plc/server')
const { PDS } = await load('@atproto/pds')
const { Secp256k1Keypair } = await load('@atproto/crypto')

await plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort }).start()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'real-pds-'))
const key = await Secp256k1Keypair.create({ exportable: true })
const pds = await PDS.fromEnv({
  devMode: true,
  port: pdsPort,
  hostname: 'localhost',
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  recoveryDidKey: (await Secp256k1Keypair.create()).did(),
  adminPassword: 'admin',
  jwtSecret: 'secret',
  serviceHandleDomains: ['.test'],
  didPlcUrl: `http://localhost:${plcPort}`,
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
  bskyAppViewCdnUrlPattern: 'http://cdn.appview.invalid/%s/%s/%s',
  modServiceUrl: 'https://moderator.invalid',
  modServiceDid: 'did:example:invalid',
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await key.export()).toString('hex'),
  inviteRequired: false,
  disableSsrfProtection: true,
  enableDidDocWithSession: true,
  rateLimitsEnabled: process.env.PDS_RATE_LIMITS === '1',
})
await pds.start()
const stop = () => {
  fs.rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
console.log('READY', `http://localhost:${pdsPort}`)
