// A message centre by the npm package `smpp`, which is not ours: node smsc.js PORT PER_SECOND RECEIPTS
// Prints a line of JSON when it is asked to end: what it took and refused, and how long from the first to the last.
// A line of JSON on its input, {name, texts, count, perSecond, prefix}: so many people write, each from a number of their own; how long
// until each was kept and answered is told by name. {urgent}: messages that begin so are counted by themselves.
const smpp = require('smpp')
const [port, perSecond, receipts] = process.argv.slice(2).map(Number)
let taken = 0, refused = 0, first = 0, last = 0
const numbers = new Map()
const lately = []
const clock = () => Number(process.hrtime.bigint() / 1000n) / 1000
const writers = new Map()
const groups = {}
let bind = null
let urgent = null
const spread = times => {
  const sorted = times.sort((one, other) => one - other)
  const at = share => sorted.length ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]) : null
  return { count: sorted.length, median: at(0.5), p95: at(0.95), most: at(1) }
}
const write = ({ name, texts, count, perSecond, prefix }) => {
  const group = groups[name] = { kept: [], answered: [], first: clock(), last: 0 }
  let next = 0
  const timer = setInterval(() => {
    for (const due = Math.min(count, Math.floor((clock() - group.first) / 1000 * perSecond)); next < due; next += 1) {
      const number = prefix + String(next).padStart(11 - prefix.length, '0'), at = clock()
      writers.set(number, { group, at })
      bind.deliver_sm({ source_addr: number, source_addr_ton: 1, destination_addr: '8079', short_message: texts[next % texts.length] }, () => {
        group.last = clock()
        group.kept.push(group.last - at)
      })
    }
    if (next >= count) clearInterval(timer)
  }, 5)
}
const full = now => {
  while (lately.length && lately[0] <= now - 1000) lately.shift()
  return perSecond > 0 && lately.length >= perSecond
}
smpp.createServer(session => {
  for (const name of ['bind_transceiver', 'enquire_link', 'unbind']) session.on(name, pdu => session.send(pdu.response()))
  session.on('bind_transceiver', () => { bind = session })
  session.on('error', () => {})
  session.on('submit_sm', pdu => {
    const now = clock()
    first = first || now
    if (full(now)) { refused += 1; session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED })); return }
    if (perSecond > 0) lately.push(now)
    taken += 1
    last = now
    const id = taken.toString(16).padStart(10, '0')
    const writer = writers.get(pdu.destination_addr)
    const words = urgent ? String(pdu.short_message.message) : ''
    if (writer) {
      writer.group.answered.push(now - writer.at)
      writers.delete(pdu.destination_addr)
    } else if (urgent && words.startsWith(urgent.begins)) {
      urgent.first = urgent.first || Date.now()
      urgent.last = Date.now()
      urgent.taken += 1
    } else numbers.set(pdu.destination_addr, (numbers.get(pdu.destination_addr) || 0) + 1)
    session.send(pdu.response({ message_id: id }))
    if (receipts) {
      const told = `id:${id} sub:001 dlvrd:001 submit date:2611281200 done date:2611281201 stat:DELIVRD err:000 text:`
      session.deliver_sm({ esm_class: 4, source_addr: pdu.destination_addr, destination_addr: 'LOA', short_message: told })
    }
  })
}).listen(port, '127.0.0.1', () => console.log('ready'))
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const told = JSON.parse(line)
  if (told.urgent) urgent = { begins: told.urgent, first: 0, last: 0, taken: 0 }
  else write(told)
})
process.on('SIGTERM', () => {
  const told = Object.entries(groups).map(([name, { kept, answered, first, last }]) =>
    [name, { kept: spread(kept), answered: spread(answered), kept_within: Math.round(last - first) }])
  const twice = [...numbers.values()].filter(count => count > 1).length
  console.log(JSON.stringify({ taken, refused, seconds: (last - first) / 1000, numbers: numbers.size, twice, urgent, written: Object.fromEntries(told) }))
  process.exit(0)
})
