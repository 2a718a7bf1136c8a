package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"

	"candour/internal/notice"
	"candour/internal/standards"
)

var recordRoutes = []Route{
	{http.MethodGet, "/notices/{controller}/{service}/record", Public, (*Server).noticeRecord},
	{http.MethodGet, "/notices/{controller}/{service}/record.csv", Public, (*Server).noticeCSV},
	{http.MethodGet, "/notices/{controller}/{service}/record.jsonld", Public, (*Server).noticeRecordLD},
	{http.MethodGet, "/notices/{controller}/{service}/notice.jsonld", Public, (*Server).noticeLD},
}

// A recordPage is the record of processing (UK GDPR Art 30(1)) as a page: cell
// by cell what the file to download says.
type recordPage struct {
	readNotice
	Whole      []recordCell // the same of every activity
	Activities []recordActivity
}

// A recordActivity is one purpose with one kind of people.
type recordActivity struct {
	Purpose, People string
	Cells           []recordCell
}

// A recordCell is one column of the record with its values.
type recordCell struct {
	Name   string
	Values []string
}

func (s *Server) noticeRecord(req *request) (page, error) {
	n, err := s.reading(req, "/record")
	if err != nil {
		return page{}, err
	}
	p := recordPage{readNotice: n}
	rows, err := csv.NewReader(bytes.NewReader(standards.RecordOf(n.Pack).CSV())).ReadAll()
	if err != nil {
		return page{}, fmt.Errorf("reading the record of processing: %w", err)
	}
	p.lay(rows[0], rows[1:])
	return show(p.view(n.frame(s, req, "Record of processing")))
}

// The columns that head an activity.
const (
	purposeColumn = "purpose (b)"
	peopleColumn  = "people (c)"
)

// lay puts what every row says first, and the rest under its activity.
func (p *recordPage) lay(names []string, rows [][]string) {
	same := make([]bool, len(names))
	for i := range names {
		same[i] = names[i] != purposeColumn && names[i] != peopleColumn && len(rows) > 0
		for _, row := range rows {
			same[i] = same[i] && row[i] == rows[0][i]
		}
		if same[i] {
			p.Whole = addCell(p.Whole, names[i], rows[0][i])
		}
	}
	for _, row := range rows {
		var a recordActivity
		for i, name := range names {
			switch {
			case name == purposeColumn:
				a.Purpose = row[i]
			case name == peopleColumn:
				a.People = row[i]
			case !same[i]:
				a.Cells = addCell(a.Cells, name, row[i])
			}
		}
		p.Activities = append(p.Activities, a)
	}
}

func addCell(cells []recordCell, name, value string) []recordCell {
	if value == "" {
		return cells
	}
	return append(cells, recordCell{upperFirst(name), strings.Split(value, "; ")})
}

func (s *Server) noticeCSV(req *request) (page, error) {
	return s.download(req, "text/csv; charset=utf-8; header=present", "record-of-processing.csv",
		func(p *notice.Pack) []byte { return standards.RecordOf(p).CSV() })
}

func (s *Server) noticeRecordLD(req *request) (page, error) {
	return s.download(req, "application/ld+json", "record-of-processing.jsonld", standards.JSONLD)
}

func (s *Server) noticeLD(req *request) (page, error) {
	return s.download(req, "application/ld+json", "notice.jsonld", standards.Notice)
}

// download gives what a standard makes of a notice as a file.
func (s *Server) download(req *request, kind, name string, write func(*notice.Pack) []byte) (page, error) {
	pack, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	return page{status: http.StatusOK, file: write(pack), kind: kind, name: pack.Service + "-" + name}, nil
}
