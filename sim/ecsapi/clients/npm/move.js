// move.js URL: both SDKs for Node detach a disk of the world that is served at URL, and
// print what they saw. An SDK that sees anything else than the test expects ends it.
const assert = require('node:assert');
const Core = require('@alicloud/pop-core');
const ecs = require('@alicloud/ecs20140526');

const url = new URL(process.argv[2]);
const pause = () => new Promise((done) => setTimeout(done, 100));

async function popCore() {
  const client = new Core({ accessKeyId: 'id', accessKeySecret: 'secret', endpoint: url.origin, apiVersion: '2014-05-26' });
  const describe = async () => (await client.request('DescribeDisks', { RegionId: 'cn-hangzhou', DiskIds: '["d-1"]' })).Disks.Disk[0];
  assert.equal((await describe()).Status, 'In_use');
  await client.request('DetachDisk', { InstanceId: 'i-a', DiskId: 'd-1' }, { method: 'POST' });
  await assert.rejects(client.request('detachDisk', { InstanceId: 'i-a', DiskId: 'd-1' }), (e) => {
    assert.equal(e.code, 'IncorrectDiskStatus');
    assert.equal(e.name, 'IncorrectDiskStatusError');
    assert.equal(e.entry.response.statusCode, 403);
    return true;
  });
  let disk = await describe();
  assert.equal(disk.Attachments.Attachment[0].InstanceId, 'i-a');
  for (; disk.Status !== 'Available'; disk = await describe()) await pause();
  assert.deepEqual(disk.Attachments.Attachment, []);
  console.log('pop-core: detached');
}

async function secondGeneration() {
  const client = new ecs.default({ accessKeyId: 'id', accessKeySecret: 'secret', regionId: 'cn-hangzhou', endpoint: url.host, protocol: 'http', toMap() { return this; } });
  const describe = async () => (await client.describeDisks(new ecs.DescribeDisksRequest({ regionId: 'cn-hangzhou', diskIds: '["d-2"]' }))).body.disks.disk[0];
  assert.equal((await describe()).instanceId, 'i-a');
  await client.detachDisk(new ecs.DetachDiskRequest({ instanceId: 'i-a', diskId: 'd-2' }));
  await assert.rejects(client.detachDisk(new ecs.DetachDiskRequest({ instanceId: 'i-a', diskId: 'd-2' })), (e) => {
    assert.equal(e.code, 'IncorrectDiskStatus');
    assert.equal(e.statusCode, 403);
    return true;
  });
  while ((await describe()).status !== 'Available') await pause();
  console.log('ecs20140526: detached');
}

popCore().then(secondGeneration).catch((e) => {
  console.error(e);
  process.exit(1);
});
