// Package misuse tests what a package makes of arguments that are nothing.
package misuse

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// complaint is how a panic says what is wrong.
var complaint = regexp.MustCompile(`^[a-z]+(\.[A-Za-z.]+)?: .+; expected .+`)

// Zeros calls exported functions, by name, and all methods of some values with nothing
// but zeros: each has to do what it can, or to panic with "package.Function: what is
// wrong; expected what". It fails a test that forgets a function, or a type with methods, of
// the package in the present directory.
func Zeros(tb testing.TB, functions map[string]any, receivers ...any) {
	tb.Helper()
	types := map[string]bool{}
	for _, r := range receivers {
		t := reflect.TypeOf(r)
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		types[t.Name()] = true
	}
	allFunctions, allTypes := exported(tb)
	if got := slices.Sorted(maps.Keys(functions)); !slices.Equal(got, allFunctions) {
		tb.Errorf("the test has the functions\n%q\nthe package has\n%q", got, allFunctions)
	}
	if got := slices.Sorted(maps.Keys(types)); !slices.Equal(got, allTypes) {
		tb.Errorf("the test has values of\n%q\nthe types with methods are\n%q", got, allTypes)
	}
	for name, f := range functions {
		call(tb, name, reflect.ValueOf(f))
	}
	for n, r := range receivers {
		v := reflect.ValueOf(r)
		for m := range v.NumMethod() {
			call(tb, fmt.Sprintf("%v.%s of the receiver %d", v.Type(), v.Type().Method(m).Name, n), v.Method(m))
		}
	}
}

func call(tb testing.TB, name string, f reflect.Value) {
	tb.Helper()
	var zeros []reflect.Value
	for n := range f.Type().NumIn() {
		in := f.Type().In(n)
		if f.Type().IsVariadic() && n == f.Type().NumIn()-1 {
			in = in.Elem()
		}
		zeros = append(zeros, reflect.Zero(in))
	}
	defer func() {
		tb.Helper()
		switch why := recover().(type) {
		case nil:
		case runtime.Error:
			tb.Errorf("%s: %v", name, why)
		default:
			if !complaint.MatchString(fmt.Sprint(why)) {
				tb.Errorf("%s panics with %q; want what is wrong, and what was expected", name, why)
			}
		}
	}()
	for _, result := range f.Call(zeros) {
		if result.Kind() == reflect.Func && !result.IsNil() && result.Type().CanSeq2() {
			for range result.Seq2() { // what is wrong may be said late
			}
		}
	}
}

// exported returns the exported functions of the package in the present directory, and
// its exported types that have exported methods.
func exported(tb testing.TB) (functions, types []string) {
	tb.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		tb.Fatal(err)
	}
	withMethods := map[string]bool{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			tb.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch f, ok := decl.(*ast.FuncDecl); {
			case !ok || !f.Name.IsExported():
			case f.Recv == nil:
				functions = append(functions, f.Name.Name)
			default:
				of := f.Recv.List[0].Type
				if pointer, ok := of.(*ast.StarExpr); ok {
					of = pointer.X
				}
				if id := of.(*ast.Ident); id.IsExported() {
					withMethods[id.Name] = true
				}
			}
		}
	}
	slices.Sort(functions)
	return functions, slices.Sorted(maps.Keys(withMethods))
}
