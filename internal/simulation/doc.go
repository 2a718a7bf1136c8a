// Package simulation is test support: it runs several nodes of the
// application in one process under a scheduler that a seed decides, and lets
// a node die before or after any statement.
//
// # How it works
//
// [Run] starts a testing/synctest bubble. A [Node] wraps the database
// connectors of one application instance (store.Config.Wrap, or any use of
// database/sql): every connect, begin, statement, commit, rollback, close and
// [Node.Point] parks until the scheduler lets it go. When all goroutines of
// the bubble are parked, asleep or waiting, the scheduler picks one operation,
// runs it outside the bubble against the real database, writes a [Step] to
// the trace, hands the result back and waits for quiet again. So one
// operation happens at a time, in an order that the seed decides, and time in
// the bubble moves only when nothing else can.
//
// A node dies at a step ([Kill]): before it, when the operation never
// happens; or after it, when it happened and the caller is never told. Its
// real connections are closed first, which rolls back what was open. From
// then on every operation of the node fails with driver.ErrBadConn and its
// context is cancelled; it is dead before any of its goroutines hears.
//
// On SQLite open databases with a busy timeout of 0: a busy operation is
// parked until some other transaction of that database has ended, and fails
// after five seconds of the bubble's time. On PostgreSQL an operation that
// waits for a lock is found with pg_blocking_pids; it stays in flight, and
// another one runs. Several that wait are let go one by one, in the order in
// which they came, by stopping their backends meanwhile; that needs a server
// on this machine, and without it two waiters for one row may race.
//
// # Rules for the code under simulation
//
//   - No mutex may be held across an operation: the bubble never becomes quiet
//     while a goroutine waits for a mutex. A watchdog prints all stacks.
//   - Everything is opened inside the bubble and closed before a task returns,
//     also when the node has died.
//   - Cancelling a context withdraws an operation that is still parked;
//     cancellation in flight is not simulated.
//   - A run replays when goroutines that become ready at the same moment do
//     not race for the same thing. database/sql gives a freed connection to a
//     random waiter: let tasks of one node take turns before a pool, or make
//     it large enough. crypto/rand is seeded for the run, so no test that runs
//     a simulation may be parallel.
//
// # Looking for faults
//
// A [Node] may hear late of what it did ([Node.Lag]): a creator that stalls for
// an hour between making a key and using it, say.
//
// [Search] and [Seeds] try many seeds; [Crashes] kills at every step;
// [Config.AtStep] is called outside the bubble before and after every step,
// with the databases at rest, for tests that copy them there and recover from
// the copy: that visits every crash of a whole installation in one run.
package simulation
