package script_test

import (
	"testing"

	"example.com/ecsdisk/sim/internal/misuse"
	"example.com/ecsdisk/sim/script"
)

// Given nothing but zeros, each exported function does what it can, or says what is
// wrong; none dereferences nil.
func TestZeroArguments(t *testing.T) {
	misuse.Zeros(t,
		map[string]any{
			"All": script.All, "Begin": script.Begin, "CommentOf": script.CommentOf, "Contrast": script.Contrast, "Fence": script.Fence, "FormatAnswer": script.FormatAnswer,
			"FromHistory": script.FromHistory, "MustWorld": script.MustWorld, "NewReader": script.NewReader,
			"Parse": script.Parse, "ParseAnswer": script.ParseAnswer, "ParseOp": script.ParseOp, "ParsePosition": script.ParsePosition, "ParseWorld": script.ParseWorld,
			"Perform": script.Perform, "Replay": script.Replay, "ShellQuote": script.ShellQuote, "Stated": script.Stated,
			"StepOf": script.StepOf, "Words": script.Words, "WorldOf": script.WorldOf,
		},
		script.Call{}, script.Call{Skipped: "x"}, &script.Failure{}, script.History{}, script.History{Calls: []script.Call{{}}}, script.Position{}, (*script.Reader)(nil), &script.Reader{}, &script.Report{}, &script.Run{}, script.Script{},
		script.Script{Steps: []script.Step{{}}}, script.Step{}, &script.SyntaxError{}, script.World{},
	)
}
