package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/ecsapi/serve"
	"example.com/ecsdisk/sim/script"
)

type serveFlags struct {
	listen      string
	allowRemote bool
	world       string
	scale       float64
	record      string
	faults      []sim.Fault
	keys        string
	tls         string
	region      string
	seed        uint64
	quiet       bool
}

func serveCommand() *cobra.Command {
	flags := serveFlags{listen: "127.0.0.1:0", scale: 1, region: "cn-hangzhou"}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve a world as the ECS API, for whole programs",
		Long: `serve answers the ECS API over HTTP from a world under a clock. It prints its address as
the first line, once it accepts. Then it says each call in a line, on standard error: when,
what, and what was answered by which rule.

Below ` + serve.Prefix + ` are health, state, the script so far, the world, faults and the clock;
an unknown path there lists them.

With --record all that happens is written to a script while it runs. It ends at Ctrl-C or
SIGTERM, says what clients asked for that is not modelled, and loses nothing.

Each flag can be given in the environment as well: --world as ` + envName("world") + `, and so on; several
faults one a line. The flag wins.`,
		Example: `  ecsdisk serve --world w.script --edition latest --scale 10
  ecsdisk serve --world w.script --record run.script --fault "lost on=DetachDisk"
  curl -X POST "http://127.0.0.1:PORT/_ecsdisk/advance?by=1m"`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := fromEnvironment(c.Flags(), os.LookupEnv); err != nil {
				return misuse{err}
			}
			return runServe(c, flags)
		},
	}
	f := c.Flags()
	f.Var(address.flag(&flags.listen), "listen", "the address to listen at; port 0 is any that is free")
	f.BoolVar(&flags.allowRemote, "allow-remote", false, "listen at an address that other machines reach, which --listen has to name as well")
	f.Var(worldName.flag(&flags.world), "world", "the file whose world lines are the world, - for standard input; its steps are run first, all at once; without it the world is empty")
	defineEdition(c)
	f.Var(clockScale.flag(&flags.scale), "scale", "how many times as fast as real time; at 0 only the control moves the clock")
	f.Var(pathName.flag(&flags.record), "record", "a new file for the script of what happens")
	f.Var(&listFlag[sim.Fault]{"FAULT", &flags.faults, sim.ParseFault, nil}, "fault", `a fault such as "lost on=DetachDisk n=2"; may be repeated`)
	f.Var(pathName.flag(&flags.keys), "keys", "the file with an access key and its secret on each line; requests then have to be signed")
	f.Var(pathName.flag(&flags.tls), "tls", "answer TLS on the same port, and write the certificate of its authority to this file")
	f.Var(regionID.flag(&flags.region), "region", "the one region that there is")
	f.Uint64Var(&flags.seed, "seed", 0, "of request ids and serial numbers")
	f.BoolVar(&flags.quiet, "quiet", false, "do not say each call")
	return c
}

// envName is the name of a flag in the environment.
func envName(flag string) string {
	return "ECSDISK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment sets the flags that were not given and that the environment has. A
// flag that may be repeated has one value a line there.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		text, ok := lookup(envName(f.Name))
		if f.Changed || !ok || f.Name == "help" {
			return
		}
		values := []string{text}
		if repeats(f.Value) {
			values = strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
		}
		for _, value := range values {
			if err := flags.Set(f.Name, value); err != nil {
				errs = append(errs, fmt.Errorf("%s=%q: %w", envName(f.Name), value, err))
			}
		}
	})
	return errors.Join(errs...)
}

// runServe serves until the context of the command ends.
func runServe(c *cobra.Command, flags serveFlags) error {
	if err := flags.local(); err != nil {
		return misuse{err}
	}
	config, err := flags.config(c)
	if err != nil {
		return err
	}
	secure, err := flags.secure()
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // the heap is small, and most of it is the history
	}
	service, err := serve.New(config)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", flags.listen)
	if err != nil {
		return errors.Join(err, service.Close())
	}
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	server := &http.Server{
		Handler:           service,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    1 << 20,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // a reply that is never heard ends with it
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(serve.Listener(listener, secure)) }()
	fmt.Fprintf(c.OutOrStdout(), "http://%s\n", listener.Addr())

	select {
	case err = <-ended: // it cannot accept any more
	case <-ctx.Done():
		err = shutDown(server)
	}
	err = errors.Join(err, service.Close())
	for _, u := range service.Unmodelled() {
		fmt.Fprintln(c.OutOrStdout(), "not modelled:", unmodelled(u))
	}
	return err
}

// shutDown lets the calls end that are under way, as far as they do at once.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace/2)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	return err
}

// unmodelled is what a client asked for, in one line.
func unmodelled(u ecsapi.Unmodelled) string {
	s := u.Action
	if u.Parameter != "" {
		s += " " + u.Parameter
	}
	if u.Value != "" {
		s += "=" + strconv.Quote(u.Value)
	}
	return fmt.Sprintf("%s (%s)", s, count(u.Count, "call"))
}

// local refuses an address that other machines reach, unless that was said twice.
func (f serveFlags) local() error {
	host := hostOf(f.listen)
	ip := net.ParseIP(host)
	if f.allowRemote || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("--listen %q: other machines reach that, and the service does as any caller asks; expected 127.0.0.1:PORT, or --allow-remote as well", f.listen)
}

// config is what is to be served.
func (f serveFlags) config(c *cobra.Command) (serve.Config, error) {
	config := serve.Config{Faults: f.faults, Record: f.record, API: ecsapi.Options{Region: f.region, Seed: f.seed}}
	if !f.quiet {
		lines := log.New(c.ErrOrStderr(), "", 0)
		config.API.Log = func(line string) { lines.Println(line) }
	}
	var err error
	if config.World, err = readWorld(c, f.world, editionOf(c)); err != nil {
		return config, err
	}
	if config.API.Keys, err = readKeys(f.keys); err != nil {
		return config, err
	}
	if f.scale == 0 {
		clock := new(sim.Manual)
		clock.Set(time.Now().Truncate(time.Second))
		config.Clock = clock
	} else {
		config.Clock = sim.NewScaled(f.scale)
	}
	return config, nil
}

// readWorld reads the world of a file; without one it is empty. Steps are run first, at
// their instants, and the world goes on from there. The edition is that of a world that
// names none.
func readWorld(c *cobra.Command, file string, e book.Edition) (script.World, error) {
	if file == "" {
		return script.World{Machine: model.Machine{Edition: e}}, nil
	}
	in, done, err := opened(c.Context(), file, c.InOrStdin())
	if err != nil {
		return script.World{}, err
	}
	defer done()
	r := script.NewReader(nameOf(file), in)
	r.In(e)
	parsed, err := r.Script()
	if err != nil || len(parsed.Steps) == 0 {
		return parsed.World, err
	}
	w, _, err := script.Perform(parsed.World, script.All(parsed.Steps), nil)
	if err != nil {
		return script.World{}, fmt.Errorf("%s: %w", nameOf(file), err)
	}
	now := parsed.World
	now.State, now.Order = w.State(), nil
	for _, p := range w.Pending() {
		now.Order = append(now.Order, p.ID)
	}
	return now, nil
}

// readKeys reads access keys and their secrets; none without a file.
func readKeys(file string) (map[string]string, error) {
	if file == "" {
		return nil, nil
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	keys, lines := map[string]string{}, bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		switch words := strings.Fields(lines.Text()); {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case len(words) != 2:
			return nil, fmt.Errorf("%s:%d: expected an access key and its secret", file, n)
		default:
			keys[words[0]] = words[1]
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err // which says of which file
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: there is no key in it", file)
	}
	return keys, nil
}

// secure returns how TLS is spoken; nil without it.
func (f serveFlags) secure() (*tls.Config, error) {
	if f.tls == "" {
		return nil, nil
	}
	hosts := []string{"localhost", "127.0.0.1", "::1", "ecs." + f.region + ".aliyuncs.com", "ecs.aliyuncs.com"}
	if host := hostOf(f.listen); host != "" {
		hosts = append(hosts, host)
	}
	config, authority, err := serve.Certificate(hosts...)
	if err != nil {
		return nil, err
	}
	return config, renew(f.tls, string(authority), "-----BEGIN CERTIFICATE-----")
}
