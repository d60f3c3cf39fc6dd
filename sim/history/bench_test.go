package history_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/history"
)

// typical is a history of n rounds of eight calls, each about a disk and an instance of many.
func typical(n, resources int) string {
	var b strings.Builder
	b.WriteString(`{"history":"typical","edition":"2019-05-31","world":null}` + "\n")
	for round := range n {
		at, i, d := float64(round), fmt.Sprintf("i-bp1%08d", round%resources), fmt.Sprintf("d-bp1%08d", round%resources)
		line := func(op, params, answer string) {
			fmt.Fprintf(&b, `{"start":%.3f,"end":%.3f,"client":"c1","op":"%s","params":{%s},%s}`+"\n", at, at+.05, op, params, answer)
			at += .1
		}
		both := fmt.Sprintf(`"InstanceId":"%s","DiskId":"%s"`, i, d)
		disk := fmt.Sprintf(`"DiskIds":["%s"]`, d)
		ok := `"status":200,"code":""`
		line("AttachDisk", both, ok)
		line("DescribeDisks", disk, ok+fmt.Sprintf(`,"shown":{"%s":{"Status":"Attaching","InstanceId":"%s"}}`, d, i))
		line("DescribeDisks", disk, ok+fmt.Sprintf(`,"shown":{"%s":{"Status":"In_use","InstanceId":"%s"}}`, d, i))
		line("DetachDisk", both, ok)
		line("DetachDisk", both, `"status":403,"code":"IncorrectDiskStatus"`)
		line("DescribeDisks", disk, ok+fmt.Sprintf(`,"shown":{"%s":{"Status":"Detaching","InstanceId":"%s","DeleteWithInstance":false}}`, d, i))
		line("DescribeDisks", disk, ok+fmt.Sprintf(`,"shown":{"%s":{"Status":"Available"}}`, d))
		line("DescribeInstances", fmt.Sprintf(`"InstanceIds":["%s"]`, i), ok+fmt.Sprintf(`,"shown":{"%s":{"Status":"Running"}}`, i))
	}
	return b.String()
}

// BenchmarkRead reads lines of JSON. Beside it encoding/json reads the same lines into a struct.
func BenchmarkRead(b *testing.B) {
	for _, resources := range []int{1, 1000, 100_000} {
		text := typical(10_000, resources)
		lines := strings.Count(text, "\n") - 1
		b.Run(fmt.Sprintf("resources=%d", resources), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for c, err := range history.NewReader("x", strings.NewReader(text)).Calls() {
					if err != nil || c.Op == nil {
						b.Fatal(err)
					}
					n++
				}
				if n != lines {
					b.Fatalf("%d calls of %d lines", n, lines)
				}
			}
			b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
	b.Run("recorded", func(b *testing.B) { // as a Recorder writes them: also what means nothing here
		text := strings.NewReplacer(`"params":{`, `"params":{"RegionId":"cn-hangzhou",`, `,"status"`, `,"requestId":"0A1B2C3D-0000-0000-0000-000000000000","status"`,
			`"Status":"`, `"Category":"cloud_essd","DeleteAutoSnapshot":false,"DiskChargeType":"PostPaid","Portable":true,"Type":"data","Attachments":[],"Status":"`).Replace(typical(10_000, 1000))
		for b.Loop() {
			for c, err := range history.NewReader("x", strings.NewReader(text)).Calls() {
				if err != nil || c.Op == nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(80_000*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
	text := typical(10_000, 1000)
	lines := strings.Count(text, "\n")
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			d := json.NewDecoder(strings.NewReader(text))
			for {
				var line struct {
					Start, End *float64
					Client, Op string
					Params     map[string]any
					Status     *int
					Code       *string
					Shown      map[string]map[string]any
				}
				if err := d.Decode(&line); err == io.EOF {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
}

// BenchmarkWrite writes lines of JSON, and text.
func BenchmarkWrite(b *testing.B) {
	all := read(b, typical(1000, 1000))
	for _, form := range []history.Form{history.JSONLines, history.Text} {
		b.Run(strings.ReplaceAll(form.String(), " ", ""), func(b *testing.B) {
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				w := history.NewWriter(&out, form)
				for _, c := range all.Calls {
					if err := w.Call(c); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(len(all.Calls))*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
