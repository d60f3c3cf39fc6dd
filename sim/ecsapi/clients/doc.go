// Package clients runs clients that the project did not write against the simulated
// cloud: the two SDKs for Go, unmodified, and the shape of bugs that shipped clients
// have or had. It is a module of its own, so that nobody who imports ecsdisk needs an
// SDK, and it holds tests only.
//
// # The corpus
//
// README.md lists the bugs. Each has a buggy client and a fixed one, written here after
// the shape of the code that the list cites. Both run in a bubble of testing/synctest
// against the same world with the same faults. The test demands that the buggy client is
// caught and that the fixed one passes. It judges by the world afterwards and not only by
// what the client says: some of these bugs show nothing on the client's side.
package clients
