// A message centre by the npm package `smpp`, which is not ours: node smsc.js PORT PER_SECOND RECEIPTS
// Prints a line of JSON when it is asked to end: what it took and refused, and how long from the first to the last.
const smpp = require('smpp')
const [port, perSecond, receipts] = process.argv.slice(2).map(Number)
let taken = 0, refused = 0, first = 0, last = 0
const numbers = new Map()
const lately = []
const full = now => {
  while (lately.length && lately[0] <= now - 1000) lately.shift()
  return perSecond > 0 && lately.length >= perSecond
}
smpp.createServer(session => {
  for (const name of ['bind_transceiver', 'enquire_link', 'unbind']) session.on(name, pdu => session.send(pdu.response()))
  session.on('error', () => {})
  session.on('submit_sm', pdu => {
    const now = Number(process.hrtime.bigint() / 1000n) / 1000
    first = first || now
    if (full(now)) { refused += 1; session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED })); return }
    if (perSecond > 0) lately.push(now)
    taken += 1
    last = now
    const id = taken.toString(16).padStart(10, '0')
    numbers.set(pdu.destination_addr, (numbers.get(pdu.destination_addr) || 0) + 1)
    session.send(pdu.response({ message_id: id }))
    if (receipts) {
      const told = `id:${id} sub:001 dlvrd:001 submit date:2611281200 done date:2611281201 stat:DELIVRD err:000 text:`
      session.deliver_sm({ esm_class: 4, source_addr: pdu.destination_addr, destination_addr: 'LOA', short_message: told })
    }
  })
}).listen(port, '127.0.0.1', () => console.log('ready'))
process.on('SIGTERM', () => {
  const twice = [...numbers.values()].filter(count => count > 1).length
  console.log(JSON.stringify({ taken, refused, seconds: (last - first) / 1000, numbers: numbers.size, twice }))
  process.exit(0)
})
