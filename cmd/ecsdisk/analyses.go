package main

import (
	"context"
	"errors"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// An analysis is of the whole graph of a scope: a command of its own.
type analysis struct {
	scopeFlags
	edges int
	json  bool

	run func(ctx context.Context, out io.Writer, s scope.Scope, progress progress) error
}

// command fills in a command that analyses a scope.
func (a *analysis) command(c *cobra.Command) *cobra.Command {
	c.Args = arguments(0, 1, "one FILE at most")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.eachScope(c, args, func(s scope.Scope) error {
			if len(s.Ops) == 0 {
				return part(c.OutOrStdout(), s, noOperation(s), a.json)
			}
			return a.orPart(c, s)
		})
	}
	a.define(c)
	number(c.Flags(), &a.edges, "edges", graph.DefaultLimit, 1, math.MaxInt32, "the most transitions of the graph, which keeps each")
	c.Flags().BoolVar(&a.json, "json", false, "print JSON")
	return c
}

// graph returns how to make the graph.
func (a *analysis) graph(p progress) graph.Options {
	return graph.Options{Limit: a.edges, Progress: p.tell}
}

// orPart makes the analysis. One that is interrupted, or of which a limit is reached, says
// how far it came: no more can be said of a part of a graph.
func (a *analysis) orPart(c *cobra.Command, s scope.Scope) error {
	progress := newProgress(c.ErrOrStderr())
	out := c.OutOrStdout()
	err := a.run(c.Context(), out, s, progress)
	progress.finish()
	if errors.Is(err, pace.ErrUnfinished) || errors.Is(err, errInterrupted) || c.Context().Err() != nil && errors.Is(err, c.Context().Err()) {
		return part(out, s, strings.TrimPrefix(err.Error(), "explore: "), a.json)
	}
	return err
}

func noOperation(s scope.Scope) string { return s.Name + ": there is no operation to run" }

// part says of a scope why it is not judged.
func part(out io.Writer, s scope.Scope, why string, json bool) error {
	if json {
		encodeJSON(out, partJSON{s.Name, why})
		return unjudged
	}
	return notJudged(out, "%s", why)
}

// partJSON takes the place of what would have been said of a scope that is not judged.
type partJSON struct{ Scope, Unfinished string }
