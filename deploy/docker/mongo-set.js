// In mongosh, at every `up`: makes the replica set of one member and its accounts, where there are none,
// and waits until it takes writes. Runs beside mongod in its network, for while there is no account
// mongod lets in who comes from its own machine, to make the first one.
const fs = require('fs');

const secrets = process.env.SECRETS || '/run/approval';
const member = process.env.MEMBER || 'mongo:27017';
const here = process.env.HERE || '127.0.0.1:27017';
const passwordOf = (user) => fs.readFileSync(`${secrets}/mongo-password-of-${user}`, 'utf8').trim();

function connect(user) {
  const account = user ? `${user}:${passwordOf(user)}@` : '';
  return new Mongo(`mongodb://${account}${here}/?directConnection=true`).getDB('admin');
}

// Nothing while there is no such account.
function administrator() {
  try {
    const admin = connect('administrator');
    admin.runCommand({ping: 1});
    return admin;
  } catch (error) {
    if (error.code === 18) return null;  // AuthenticationFailed
    throw error;
  }
}

function awaitWrites(admin) {
  for (let i = 0; i < 600 && !admin.hello().isWritablePrimary; i++) sleep(100);
  if (!admin.hello().isWritablePrimary) throw new Error('mongo takes no writes after 60 s');
}

function makeFirstAccount() {
  const admin = connect();
  try {
    admin.adminCommand({replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: member}]}});
  } catch (error) {
    if (!['AlreadyInitialized', 'Unauthorized'].includes(error.codeName)) throw error;
  }
  awaitWrites(admin);
  admin.runCommand({createUser: 'administrator', pwd: passwordOf('administrator'), roles: ['root']});
}

let admin = administrator();
if (!admin) {
  makeFirstAccount();
  admin = administrator();
}
awaitWrites(admin);
const user = 'approval-request';
const roles = [{role: 'readWrite', db: 'approvals'}];
if (admin.getUser(user)) {
  admin.updateUser(user, {roles});
} else {
  admin.createUser({user, pwd: passwordOf(user), roles});
}
print('mongo takes writes');
