package store_test

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"candour/internal/store"
	"candour/internal/storetest"
)

// A kind is what a column may hold in the clear. There is none for free text:
// what people say about people is sealed.
type kind string

const (
	opaque  kind = "id"      // random, derived from nothing
	code    kind = "code"    // of a closed list in a pack or in the software; reveals no life
	date    kind = "day"     // the engine sorts or counts by it
	instant kind = "instant" // machine time
	counter kind = "counter"
	flag    kind = "flag"
	sealed  kind = "sealed" // ciphertext
	digest  kind = "digest" // one-way
	ledger  kind = "ledger" // ids, codes and commitments, made to be published
	login   kind = "login"  // a user name the council chose, never an email address
	fact    kind = "fact"   // of the installation
	public  kind = "public" // the council's own words for anybody to read, about nobody it helps
)

// types says how each kind is stored: text, number, truth or bytes.
var types = map[kind][]string{
	opaque: {"text"}, code: {"text"}, date: {"text"}, instant: {"text"}, counter: {"bigint"}, flag: {"boolean"},
	sealed: {"bytea"}, digest: {"text", "bytea"}, ledger: {"text", "bytea"}, login: {"text"}, fact: {"text"}, public: {"text", "bytea"},
}

type why struct {
	kind kind
	why  string
}

// controllerColumn stands first in every key: the wall.
var controllerColumn = why{code, "which council: the wall between them"}

// Every column of the data database, and why it may be there.
var dataColumns = map[string]map[string]why{
	"controller": {
		"ledger_origin": {fact, "first line of its public checkpoints"},
		"revocation":    {counter, "the highest value given to any lane"},
		"calendar_day":  {date, "the demo's calendar"},
		"swept_day":     {date, "last completed retention sweep"},
		"key_store":     {opaque, "which key database belongs to this data"},
	},
	"node": {
		"id":          {opaque, "one running process"},
		"lane":        {code, "views or writes"},
		"revocation":  {counter, "moves when what may be read changes"},
		"seen_at":     {instant, "tells a dead process"},
		"kek_version": {counter, "which key-encryption key it holds"},
	},
	"worker": {
		"id":       {opaque, "named in entries"},
		"login":    {login, "found by at sign-in"},
		"password": {digest, "argon2id"},
		"role":     {code, "of the pack"},
		"teams":    {code, "of the pack, comma-separated"},
		"subject":  {opaque, "record that holds the sealed name"},
		"left_on":  {date, "nothing is allowed after it"},
	},
	"session": {
		"id":         {digest, "SHA-256 of the cookie's value"},
		"worker":     {opaque, "whose it is"},
		"supervised": {flag, "a condition of some uses"},
		"created_at": {instant, "sessions end"},
		"seen_at":    {instant, "idle sessions end"},
		"ends_at":    {instant, "sessions end"},
	},
	"episode": {
		"service":         {code, "pack"},
		"id":              {opaque, "the episode"},
		"subject":         {opaque, "the subject record"},
		"stage":           {code, "neutral queue code of the pack"},
		"origin":          {code, "someone else or themselves"},
		"team":            {code, "whose queue"},
		"worker":          {opaque, "allocated worker"},
		"received_on":     {date, "queues sort by it"},
		"allocated_on":    {date, "a clock runs from it"},
		"reached_on":      {date, "a tier ends with it"},
		"left_on":         {date, "tiers end after it"},
		"last_contact_on": {date, "a clock runs from it"},
		"next_on":         {date, "My work sorts by it"},
		"next_what":       {code, "neutral: first call, visit, review"},
		"restricted_at":   {instant, "UK GDPR Art 18: lists leave it out"},
		"version":         {counter, "optimistic"},
	},
	"cover": {
		"worker":  {opaque, "who stands in"},
		"absent":  {opaque, "for whom; not why"},
		"from_on": {date, "first day"},
		"to_on":   {date, "last day"},
	},
	"happening": {
		"id":      {opaque, "the happening"},
		"episode": {opaque, "where"},
		"event":   {code, "of the pack"},
		"on_day":  {date, "limits count from it"},
		"at":      {instant, "order"},
		"worker":  {opaque, "who recorded it"},
		"undone":  {flag, "keyed wrongly"},
	},
	"tier": {
		"subject":         {opaque, "whose"},
		"code":            {code, "of the pack"},
		"episode":         {opaque, "where it was made"},
		"key_id":          {opaque, "the key it is sealed under"},
		"state":           {code, "living, suspended, intended, destroyed"},
		"last_day":        {date, "the sweep finds it by this"},
		"clause":          {code, "which line of the notice says so"},
		"suspended_by":    {opaque, "the only one who may lift it"},
		"suspended_until": {instant, "end of the correction period"},
	},
	"section": {
		"subject": {opaque, "about whom"},
		"id":      {opaque, "the section"},
		"episode": {opaque, "where"},
		"tier":    {code, "what it dies with"},
		"kind":    {code, "items, contact, note, …"},
		"item":    {code, "the item of the pack that governs it"},
		"parent":  {opaque, "a note's contact, a step's goal"},
		"on_day":  {date, "order in the chronology"},
		"version": {counter, "optimistic, and bound into the seal"},
		"key_id":  {opaque, "the key it is sealed under"},
		"sealed":  {sealed, "AES-256-GCM"},
	},
	"intent": {
		"id":             {opaque, "the certificate's number"},
		"subject":        {opaque, "about whom"},
		"episode":        {opaque, "where"},
		"tier":           {code, "what died"},
		"key_id":         {opaque, "the key that died"},
		"reason":         {code, "reached, due, unused key"},
		"clause":         {code, "which line of the notice says so"},
		"on_day":         {date, "the calendar's day"},
		"created_at":     {instant, "order of resuming"},
		"key_deleted_at": {instant, "the point of no return"},
		"finished_at":    {instant, "rows purged"},
		"final_at":       {instant, "no copy of the wrapped key left"},
		"kek_version":    {counter, "what the key was last wrapped under"},
		"entry":          {opaque, "the ledger's entry of the end"},
	},
	"task": {
		"id":         {opaque, "the task"},
		"episode":    {opaque, "where"},
		"worker":     {opaque, "whose"},
		"kind":       {code, "neutral"},
		"due_on":     {date, "order"},
		"done_on":    {date, "open or done"},
		"of_section": {opaque, "what it is about"},
	},
	"submission": {
		"id":      {opaque, "the form's one-use token"},
		"at":      {instant, "forgotten after a while"},
		"episode": {opaque, "what a replay is answered with"},
	},
	"stat": {
		"service":    {code, "pack"},
		"count_code": {code, "of the pack"},
		"cell":       {code, "few dimensions, by month or coarser: nobody's row"},
		"frozen":     {counter, "what remains of the dead"},
	},
	"send": {
		"id":          {opaque, "the send"},
		"episode":     {opaque, "where"},
		"section":     {opaque, "what leaves, sealed"},
		"state":       {code, "discussed, permitted, claimed, …"},
		"claimed_at":  {instant, "no claim follows a withdrawal"},
		"finished_at": {instant, "withdrawal effective after it"},
		"version":     {counter, "optimistic"},
	},
	"entry": {
		"id":       {opaque, "the entry"},
		"at":       {instant, "order of placing"},
		"body":     {ledger, "the leaf"},
		"position": {counter, "index in the tree"},
	},
	"entry_subject": {
		"subject": {opaque, "who has looked at whom"},
		"entry":   {opaque, "the entry"},
		"at":      {instant, "newest first"},
	},
	"tree_hash": {
		"idx":  {counter, "place in the tree"},
		"hash": {digest, "Merkle node"},
	},
	"checkpoint": {
		"size":        {counter, "of the tree"},
		"at":          {instant, "when signed"},
		"note":        {ledger, "signed note, public"},
		"archived_at": {instant, "the archive holds it"},
	},
	"lease": {
		"name":   {code, "of the work"},
		"holder": {opaque, "one running process"},
		"until":  {instant, "then another may take it"},
		"fence":  {counter, "tells an old holder"},
	},
	"setting": {
		"name":  {code, "of the software"},
		"value": {fact, "never personal"},
	},
	"publication": {
		"id":           {opaque, "the version"},
		"service":      {code, "whose notice"},
		"number":       {counter, "version 3 of it"},
		"hash":         {digest, "of its files: what entries name"},
		"state":        {code, "draft, checked, approved, published"},
		"live":         {flag, "serves the public, or is a sample"},
		"effective_on": {date, "in force from then on"},
		"drafted_at":   {instant, "when it was taken in"},
		"drafted_by":   {opaque, "who took it in"},
		"checked_at":   {instant, "when it was found sound"},
		"checked_by":   {opaque, "who had it checked"},
		"approved_at":  {instant, "when the officer approved it"},
		"approved_by":  {opaque, "which officer"},
		"published_at": {instant, "when it was published"},
		"published_by": {opaque, "which officer"},
	},
	"publication_file": {
		"publication": {opaque, "of which version"},
		"name":        {code, "kent/positive-wellbeing/notice.yaml"},
		"source":      {public, "the notice that the public reads, as it was written"},
	},
	"register": {
		"id":       {opaque, "named in the entry of its keeping"},
		"seq":      {counter, "the newest line about a thing stands"},
		"service":  {code, "whose notice"},
		"kind":     {code, "reading, gap, office, agreement, …"},
		"about":    {code, "of the pack"},
		"state":    {code, "accepted, filled, in force, …"},
		"words":    {digest, "what it was decided on: changed words are not accepted any more"},
		"value":    {public, "what fills a gap, or where a document is: shown on the notice"},
		"holder":   {opaque, "worker who holds an office; the name stays sealed"},
		"from_on":  {date, "alerts are worked out from it"},
		"until_on": {date, "reviews come due by it"},
		"at":       {instant, "when it was kept"},
		"on_day":   {date, "the calendar's day of it, shown on the notice"},
		"worker":   {opaque, "which office holder kept it"},
	},
}

// Every column of the key database, and why.
var keyColumns = map[string]map[string]why{
	"data_key": {
		"id":          {opaque, "named in tiers; time-ordered, says when and not whose"},
		"kek_version": {counter, "what it is wrapped under"},
		"wrapped":     {sealed, "under the key-encryption key"},
		"created_at":  {instant, "an unused key is swept after an hour"},
	},
	"kek": {
		"version":      {counter, "of the key-encryption key"},
		"state":        {code, "current, retiring, destroyed"},
		"proof":        {sealed, "a known text: tells a foreign key file"},
		"published_at": {instant, "order of the change"},
		"destroyed_at": {instant, "final from then on"},
	},
	"key_backup": {
		"id":           {opaque, "the escrow copy"},
		"made_at":      {instant, "its life runs from it"},
		"read_back_at": {instant, "it is whole"},
		"deleted_at":   {instant, "it delays nothing any more"},
	},
	"identity": {
		"id": {opaque, "tells a foreign key database"},
	},
}

func TestEveryColumnIsListedWithItsReason(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		storetest.Open(t, data, keys)
		for _, wrong := range unlisted(columnsOf(t, data), dataColumns) {
			t.Errorf("data database: %s", wrong)
		}
		for _, wrong := range unlisted(columnsOf(t, keys), keyColumns) {
			t.Errorf("key database: %s", wrong)
		}
	})
}

func TestAnUnlistedColumnIsFound(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, _, keys store.Config) {
		storetest.OpenKeys(t, keys)
		for statement, want := range map[string]string{
			"ALTER TABLE identity ADD COLUMN name TEXT": "identity.name is not listed",
			"CREATE TABLE person (name TEXT)":           "person.name is not listed",
			"ALTER TABLE kek DROP COLUMN destroyed_at":  "kek.destroyed_at is listed and not there",
		} {
			db := rawDB(t, keys)
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
			if got := unlisted(columnsOf(t, keys), keyColumns); !slices.Contains(got, want) {
				t.Errorf("after %s: found %q, want %q", statement, got, want)
			}
		}
	})
}

// Every table's key begins with the controller.
func TestTheWallStandsFirstInEveryKey(t *testing.T) {
	data, keys := storetest.SQLite(t)
	storetest.Open(t, data, keys)
	for _, c := range []store.Config{data, keys} {
		rows, err := rawDB(t, c).Query(`
			SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%schema_version' AND p.pk = 1`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		tables := 0
		for rows.Next() {
			var table, first string
			if err := rows.Scan(&table, &first); err != nil {
				t.Fatal(err)
			}
			tables++
			if first != "controller" {
				t.Errorf("the key of %s begins with %s", table, first)
			}
		}
		if tables < 4 {
			t.Errorf("looked at %d tables", tables)
		}
	}
}

func unlisted(there map[string]string, listed map[string]map[string]why) []string {
	var wrong []string
	seen := maps.Clone(there)
	for table, columns := range listed {
		columns = maps.Clone(columns)
		columns["controller"] = controllerColumn
		for column, w := range columns {
			name := table + "." + column
			stored, ok := seen[name]
			delete(seen, name)
			switch {
			case !ok:
				wrong = append(wrong, name+" is listed and not there")
			case w.why == "" || !slices.Contains(types[w.kind], stored):
				wrong = append(wrong, fmt.Sprintf("%s is stored as %s and listed as %s", name, stored, w.kind))
			}
		}
	}
	for name := range seen {
		if !strings.Contains(name, "schema_version.") { // goose's own
			wrong = append(wrong, name+" is not listed")
		}
	}
	slices.Sort(wrong)
	return wrong
}

func rawDB(tb testing.TB, c store.Config) *sql.DB {
	tb.Helper()
	driver, dsn := "pgx", c.URL
	if path, ok := strings.CutPrefix(c.URL, "sqlite:"); ok {
		driver, dsn = "sqlite", path
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// columnsOf gives the type of every column there is, by "table.column".
func columnsOf(tb testing.TB, c store.Config) map[string]string {
	tb.Helper()
	query := `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'`
	if strings.HasPrefix(c.URL, "sqlite:") {
		query = `SELECT m.name, p.name, lower(p.type) FROM sqlite_master m, pragma_table_info(m.name) p
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`
	}
	rows, err := rawDB(tb, c).Query(query)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var table, column, stored string
		if err := rows.Scan(&table, &column, &stored); err != nil {
			tb.Fatal(err)
		}
		all[table+"."+column] = stored
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return all
}
