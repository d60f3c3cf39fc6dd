/* The scope core(N, M), see explore.Core, default readings: the peer of BenchmarkPeer.
 *
 *   spin -a -DN=2 -DM=3 core.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m2000000
 *
 * One process with one control state. Every accepted operation is one transition and SPIN stores no state between:
 * a guard and assignments to local variables only are merged by SPIN into one step (so do not run spin with -o3);
 * -DDSTEP writes the same machine with global variables and d_step, somewhat slower, same counts.
 * -DEDGES -DDSTEP prints each transition, "state > state" with the codes below, to compare graphs and not only counts:
 *   ./pan -m2000000 | grep ' > ' | LC_ALL=C sort | sha256sum
 * An operation that would change nothing has no option. SPIN counts the initial state as one more transition:
 * our transitions = SPIN's "transitions" - 1; states = SPIN's "states, stored"; with -DBFS depth = "depth reached".
 *
 * K[d] = status | DeleteWithInstance<<3 | InstanceId<<4      (InstanceId: 0 empty, i+1 = instance i)
 * I(i) = status | security lock<<3                           (4 bits, two instances a byte in J)
 */
#ifndef N
#define N 2
#endif
#ifndef M
#define M 3
#endif
#if N < 1 || N > 3 || M < 1 || M > 6
#error "N is 1..3, M is 1..6"
#endif

#ifdef EDGES
#define Op(guard, effect)  :: d_step { (guard) -> c_code { note(was); }; effect; c_code { note(is); printf("%s > %s\n", was, is); } }
#elif defined(DSTEP)
#define Op(guard, effect)  :: d_step { (guard) -> effect }
#else
#define Op(guard, effect)  :: (guard) -> effect
#endif

/* disk */
#define Available  0
#define Attaching  1
#define In_use     2
#define Detaching  3
#define Gone       4	/* disk or instance: released, all else zero */
#define FLAG       8
/* instance */
#define Running    0
#define Stopping   1
#define Stopped    2
#define Starting   3
#define LOCK       8

#define Status(x)    ((x) & 7)
#define At(d)        (K[d] >> 4)
#define Portable(d)  ((d) % 4 != 3)
#define Hot(i)       ((i) % 2 == 0)
#define Half(i)      (4 * ((i) % 2))
#define I(i)         ((J[(i)/2] >> Half(i)) & 15)
#define Add(i, x)    J[(i)/2] = J[(i)/2] + ((x) << Half(i))

/* ---- operations on disk d; Plugs: no lock, and Stopped, or Running with hot-plug ---- */
#define Plugs(i)  (I(i) == Stopped || (I(i) == Running && Hot(i)))
#define AttachDisk(i, d) \
	Op(Portable(d) && Status(K[d]) == Available && Plugs(i), K[d] = (Attaching | ((i+1) << 4))) \
	Op(Portable(d) && Status(K[d]) == Available && Plugs(i), K[d] = (Attaching | ((i+1) << 4) | FLAG))
#define DetachDisk(i, d) \
	Op((K[d] & ~FLAG) == (In_use | ((i+1) << 4)) && Portable(d) && Plugs(i), K[d] = K[d] + (Detaching - In_use))
#define ModifyDiskAttribute(d) \
	Op(K[d] != Gone && !(K[d] & FLAG), K[d] = K[d] + FLAG) \
	Op((K[d] & FLAG) && Portable(d), K[d] = K[d] - FLAG)
#define DeleteDisk(d) \
	Op(Status(K[d]) == Available && Portable(d), K[d] = Gone)
#define SettleDisk(d) \
	Op(Status(K[d]) == Attaching, K[d] = K[d] + (In_use - Attaching)) \
	Op(Status(K[d]) == Detaching, K[d] = Available; assert(!(K[d] & FLAG) && At(d) == 0))

#define Pair(i, d)  AttachDisk(i, d) DetachDisk(i, d)
#if N == 1
#define Pairs(d)  Pair(0, d)
#elif N == 2
#define Pairs(d)  Pair(0, d) Pair(1, d)
#else
#define Pairs(d)  Pair(0, d) Pair(1, d) Pair(2, d)
#endif
#define Disk(d)  Pairs(d) ModifyDiskAttribute(d) DeleteDisk(d) SettleDisk(d)

/* ---- operations on instance i ---- */
#define Let(i, d)  K[d] = (At(d) != (i+1) -> K[d] : ((K[d] & FLAG) || I(i) >= LOCK -> Gone : Available))
#if M == 1
#define Release(i)  Let(i, 0)
#elif M == 2
#define Release(i)  Let(i, 0); Let(i, 1)
#elif M == 3
#define Release(i)  Let(i, 0); Let(i, 1); Let(i, 2)
#elif M == 4
#define Release(i)  Let(i, 0); Let(i, 1); Let(i, 2); Let(i, 3)
#elif M == 5
#define Release(i)  Let(i, 0); Let(i, 1); Let(i, 2); Let(i, 3); Let(i, 4)
#else
#define Release(i)  Let(i, 0); Let(i, 1); Let(i, 2); Let(i, 3); Let(i, 4); Let(i, 5)
#endif
#define StartInstance(i)  Op(I(i) == Stopped, Add(i, Starting - Stopped))
#define StopInstance(i)   Op(I(i) == Running, Add(i, Stopping - Running))
#define SettleInstance(i) \
	Op(Status(I(i)) == Starting, Add(i, Running - Starting)) \
	Op(Status(I(i)) == Stopping, Add(i, Stopped - Stopping))
#define Lock(i)    Op(I(i) < Gone, Add(i, LOCK))
#define Unlock(i)  Op(I(i) >= LOCK, Add(i, -LOCK))
#define DeleteInstance(i) \
	Op(Status(I(i)) == Stopped, Release(i); Add(i, Gone - I(i)))
#define DeleteInstanceForce(i) \
	Op(Status(I(i)) == Stopped || Status(I(i)) == Running, Release(i); Add(i, Gone - I(i)))
#define Instance(i) \
	StartInstance(i) StopInstance(i) SettleInstance(i) Lock(i) Unlock(i) DeleteInstance(i) DeleteInstanceForce(i)

/* ---- in every state: section 5 rule 2, and a released resource has nothing left ---- */
#define Here(i, d)  (At(d) == (i+1) && I(i) != Gone)
#if N == 1
#define Held(d)  Here(0, d)
#elif N == 2
#define Held(d)  (Here(0, d) || Here(1, d))
#else
#define Held(d)  (Here(0, d) || Here(1, d) || Here(2, d))
#endif
#define OK(d)     ((Status(K[d]) == Available || K[d] == Gone) && At(d) == 0 || Status(K[d]) > 0 && Status(K[d]) < Gone && Held(d))
#define Check(d)  Op(!(OK(d)), assert(false))
#define OKI(i)    (Status(I(i)) < Gone || I(i) == Gone)
#define CheckI(i) Op(!(OKI(i)), assert(false))

#ifdef DSTEP
byte J[(N+1)/2];
byte K[M];
#endif
#ifdef EDGES
c_code {
static char was[99], is[99];
static void note(char *o) {	/* status and lock of each instance | status, InstanceId and flag of each disk */
	int x;
	for (x = 0; x < N; x++) o += sprintf(o, "%d%d ", now.J[x/2] >> 4*(x%2) & 7, now.J[x/2] >> 4*(x%2) >> 3 & 1);
	o += sprintf(o, "|");
	for (x = 0; x < M; x++) o += sprintf(o, " %d%d%d", now.K[x] & 7, now.K[x] >> 4, now.K[x] >> 3 & 1);
}
};
#endif

active proctype machine() {
#ifndef DSTEP
	byte K[M];
	byte J[(N+1)/2];
#endif
end:
	do
	Disk(0) Check(0)
#if M > 1
	Disk(1) Check(1)
#endif
#if M > 2
	Disk(2) Check(2)
#endif
#if M > 3
	Disk(3) Check(3)
#endif
#if M > 4
	Disk(4) Check(4)
#endif
#if M > 5
	Disk(5) Check(5)
#endif
	Instance(0) CheckI(0)
#if N > 1
	Instance(1) CheckI(1)
#endif
#if N > 2
	Instance(2) CheckI(2)
#endif
	od
}
