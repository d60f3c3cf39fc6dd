package oracle_test

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/oracle"
)

// What is misused says what was wrong and what was expected.
func TestMisuse(t *testing.T) {
	for want, misuse := range map[string]func(){
		"Oracle.Advance by -1s; expected": func() { oracle.New(detachable, oracle.Options{}).Advance(-time.Second) },
		"Options.Strict is 9; expected":   func() { oracle.New(detachable, oracle.Options{Strict: 9}) },
		"an Op of type <nil>; expected":   func() { oracle.New(detachable, oracle.Options{}).Observe(nil, model.Answer{}) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("it says %q; expected %q", got, want)
				}
			}()
			misuse()
		}()
	}
}
