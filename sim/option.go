package sim

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// An Option is said about one call.
type Option func(*call)

type call struct {
	takes    *Delay
	injected *model.Answer
}

// Takes gives the delay of what the call starts.
func Takes(d Delay) Option {
	d = d.normal()
	return func(c *call) { c.takes = &d }
}

// Injected answers the call with a refusal of the environment's, such as one of
// [model.EnvironmentRefusals]: it changes nothing. It panics unless the answer has a
// code and an HTTP status from 400 to 599, or 0 where that is not known.
func Injected(a model.Answer) Option {
	if a.NotEnabled || a.Code == "" || a.Status != 0 && (a.Status < 400 || a.Status > 599) {
		panic(fmt.Sprintf("sim: injected is %d %q; expected a refusal, with a status from 400 to 599 and a code", a.Status, a.Code))
	}
	return func(c *call) { c.injected = &a }
}

// callOf returns what is said about a call of an action.
func callOf(action model.Action, options []Option) (c call) {
	for _, option := range options {
		option(&c)
	}
	if c.injected != nil && action.Event() {
		panic(fmt.Sprintf("sim: %v is injected into %v; nobody asks the API for that, so it cannot be refused", *c.injected, action))
	}
	return c
}
