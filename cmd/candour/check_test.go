package main

import (
	"encoding/json"
	"testing"

	"candour/internal/notice"
)

func TestCheckPrintsTheSchemaOfEachFile(t *testing.T) {
	for _, file := range notice.SchemaFiles {
		code, out, complaint := obey(t, "check", "--schema", file)
		var schema struct {
			Title string `json:"title"`
		}
		if err := json.Unmarshal([]byte(out), &schema); code != 0 || err != nil || schema.Title != "Candour: "+file+".yaml" {
			t.Errorf("the schema of %s: code %d, error %v, title %q, said %q", file, code, err, schema.Title, complaint)
		}
	}
	if code, _, _ := obey(t, "check", "--schema", "letter"); code != 2 {
		t.Errorf("a file without a schema gave %d, want 2", code)
	}
}
