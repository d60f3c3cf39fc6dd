package history_test

import (
	"fmt"
	"os"
	"strings"

	"example.com/ecsdisk/sim/history"
)

// A file in whichever form becomes text, call by call.
func ExampleReader() {
	const file = `{"history":"late","edition":"2019-05-31","world":null}
{"start":0,"end":0.2,"client":"c1","op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-1"},"status":200,"code":""}
{"start":1,"end":null,"client":"c2","op":"DeleteDisk","params":{"DiskId":"d-1"},"unheard":true}
{"start":2,"end":2.1,"client":"c1","op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"Modifying"}}}
`
	r := history.NewReader("late.jsonl", strings.NewReader(file))
	h, err := r.Header()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := history.NewWriter(os.Stdout, history.Text)
	w.Header(h)
	for c, err := range r.Calls() {
		if err != nil {
			fmt.Println(err)
			return
		}
		w.Call(c)
	}
	fmt.Println(r.Skipped(), r.Unknown())
	// Output:
	// # history: late
	// edition 2019-05-31
	//
	// 0s..200ms  DetachDisk InstanceId=i-a DiskId=d-1   ok by c1
	// 1s..  DeleteDisk DiskId=d-1   unheard by c2
	// 2s..2.1s  DescribeDisks DiskId=d-1 "d-1" Modifying   by c1
	// map[status Modifying:1] [the world at its start]
}
