package demo

// A heritage is a group of first and last names that go together, with the
// ethnicity most of its people would give and the language an interpreter
// might be needed for. Names and weights are ours; nobody is meant.
type heritage struct {
	weight    int // out of 1,000
	ethnicity string
	language  string // "" when English is nearly always spoken
	women     []string
	men       []string
	last      []string
}

var heritages = []heritage{
	{
		weight: 868, ethnicity: "white-british",
		women: []string{
			"Margaret", "Jean", "Joan", "Patricia", "Sheila", "Barbara", "Doreen", "June", "Shirley", "Dorothy", "Joyce", "Maureen",
			"Elizabeth", "Audrey", "Brenda", "Pamela", "Kathleen", "Sylvia", "Eileen", "Pauline", "Betty", "Beryl", "Ann", "Irene",
			"Josephine", "Rita", "Valerie", "Hazel", "Gillian", "Susan", "Christine", "Linda", "Janet", "Carol", "Judith", "Rosemary",
			"Wendy", "Marion", "Daphne", "Muriel", "Hilda", "Edna", "Gwendoline", "Marjorie", "Vera", "Olive", "Peggy", "Iris", "Connie", "Heather",
		},
		men: []string{
			"John", "Ronald", "Kenneth", "Peter", "Derek", "Dennis", "George", "Raymond", "Brian", "Roy", "Donald", "Gordon", "Alan",
			"Stanley", "Leslie", "Geoffrey", "Frank", "Eric", "Norman", "Arthur", "Albert", "Douglas", "Reginald", "Cyril", "Harold",
			"David", "Michael", "Anthony", "Colin", "Trevor", "Roger", "Keith", "Barry", "Malcolm", "Terence", "Clive", "Graham", "Stuart",
			"Bernard", "Walter", "Ernest", "Sidney", "Percy", "Maurice", "Ivor", "Ralph",
		},
		last: []string{
			"Abbott", "Akehurst", "Allchin", "Austen", "Baker", "Barden", "Bassett", "Beeching", "Bell", "Bishop", "Boorman", "Bourne",
			"Bowles", "Brett", "Bridger", "Brown", "Buckland", "Burgess", "Butcher", "Carter", "Castle", "Catt", "Chapman", "Chittenden",
			"Clarke", "Cloke", "Coles", "Collins", "Cooper", "Couchman", "Cox", "Crouch", "Dale", "Davies", "Dawson", "Day", "Denne",
			"Dennett", "Dixon", "Dunn", "Edwards", "Elliott", "Evans", "Fagg", "Farley", "Field", "Finn", "Fisher", "Fletcher", "Foreman",
			"Foster", "Fuller", "Gibbs", "Gillett", "Goldsmith", "Goodwin", "Gray", "Green", "Hall", "Harlow", "Harris", "Harvey", "Hayward",
			"Hills", "Hogben", "Holmes", "Holness", "Hopper", "Hughes", "Hunt", "Iggulden", "Impett", "Jarvis", "Johnson", "Jones", "Judge",
			"Kemp", "King", "Knight", "Lawrence", "Laws", "Lewis", "Luckhurst", "Mannering", "Marsh", "Martin", "Maxted", "Mercer", "Miles",
			"Mitchell", "Moore", "Morris", "Mount", "Newing", "Newman", "Norris", "Oliver", "Ovenden", "Packham", "Page", "Parker", "Parsons",
			"Paine", "Philpott", "Pilcher", "Pope", "Potter", "Price", "Quested", "Read", "Reeves", "Rigden", "Roberts", "Rogers", "Russell",
			"Sampson", "Saunders", "Sharp", "Shaw", "Shepherd", "Shrubsole", "Skinner", "Smith", "Smitherman", "Solley", "Spain", "Stanford",
			"Stevens", "Stone", "Tapley", "Taylor", "Terry", "Thomas", "Thompson", "Tolhurst", "Turner", "Twyman", "Underdown", "Vane",
			"Walker", "Ward", "Waters", "Webb", "Wells", "West", "White", "Wickham", "Williams", "Wilson", "Wood", "Wraight", "Wright", "Young",
		},
	},
	{
		weight: 22, ethnicity: "white-irish",
		women: []string{"Bridget", "Nora", "Maeve", "Teresa", "Philomena", "Bernadette", "Mary", "Breda", "Una"},
		men:   []string{"Patrick", "Sean", "Declan", "Michael", "Liam", "Eamonn", "Gerard", "Desmond"},
		last:  []string{"Brennan", "Byrne", "Doyle", "Fahy", "Gallagher", "Kavanagh", "Keane", "Lynch", "Nolan", "O'Brien", "O'Sullivan", "Quinn", "Ryan"},
	},
	{
		weight: 30, ethnicity: "asian-indian", language: "punjabi",
		women: []string{"Surinder", "Harbans", "Gurdev", "Jaswant", "Kulwant", "Mohinder", "Parkash", "Rajinder", "Satya", "Usha", "Nirmala", "Kanta"},
		men:   []string{"Avtar", "Balbir", "Gurdial", "Harjit", "Joginder", "Mohan", "Piara", "Ranjit", "Sohan", "Tarsem", "Ramesh", "Suresh"},
		last:  []string{"Atwal", "Bains", "Bhatti", "Dhillon", "Gill", "Grewal", "Johal", "Mann", "Patel", "Sandhu", "Sharma", "Sidhu", "Virdee"},
	},
	{
		weight: 14, ethnicity: "asian-other", language: "nepali",
		women: []string{"Bishnu Maya", "Dhan Kumari", "Ganga", "Indra Maya", "Krishna Kumari", "Laxmi", "Man Maya", "Sabitri", "Til Kumari"},
		men:   []string{"Bhim Bahadur", "Dil Bahadur", "Ganesh", "Hari Prasad", "Lal Bahadur", "Man Bahadur", "Purna", "Tek Bahadur"},
		last:  []string{"Gurung", "Limbu", "Magar", "Pun", "Rai", "Tamang", "Thapa"},
	},
	{
		weight: 12, ethnicity: "black-caribbean",
		women: []string{"Beverley", "Cynthia", "Enid", "Gloria", "Icilda", "Merle", "Myrtle", "Verona", "Winsome"},
		men:   []string{"Alford", "Carlton", "Clifton", "Errol", "Lascelles", "Neville", "Rupert", "Winston"},
		last:  []string{"Beckford", "Campbell", "Francis", "Gayle", "Grant", "Lindo", "McKenzie", "Palmer", "Reid", "Samuels"},
	},
	{
		weight: 12, ethnicity: "black-african",
		women: []string{"Abena", "Adunni", "Comfort", "Folake", "Grace", "Ngozi", "Patience", "Yetunde"},
		men:   []string{"Adebayo", "Chukwuma", "Emmanuel", "Kofi", "Kwame", "Oluwole", "Samuel", "Tunde"},
		last:  []string{"Adeyemi", "Agyeman", "Boateng", "Danso", "Eze", "Mensah", "Nwosu", "Okafor", "Oyelaran", "Sowah"},
	},
	{
		weight: 18, ethnicity: "white-other", language: "polish",
		women: []string{"Danuta", "Halina", "Irena", "Jadwiga", "Krystyna", "Stanisława", "Teresa", "Wanda", "Zofia"},
		men:   []string{"Andrzej", "Edward", "Henryk", "Jerzy", "Kazimierz", "Leszek", "Stanisław", "Tadeusz", "Zbigniew"},
		last:  []string{"Bąk", "Kaczmarek", "Kowalczyk", "Krawczyk", "Mazur", "Nowak", "Pawlak", "Sikora", "Wilk", "Zając"},
	},
	{
		weight: 8, ethnicity: "asian-bangladeshi", language: "bengali",
		women: []string{"Amina", "Fatema", "Hasina", "Momtaz", "Nurjahan", "Rahela", "Sufia"},
		men:   []string{"Abdul", "Aftab", "Habibur", "Jamal", "Mokhlis", "Shamsul", "Suruj"},
		last:  []string{"Ahmed", "Begum", "Chowdhury", "Haque", "Islam", "Miah", "Rahman", "Uddin"},
	},
	{
		weight: 8, ethnicity: "asian-chinese", language: "cantonese",
		women: []string{"Lai Ching", "Mei Ling", "Sau Fong", "Suk Yin", "Wai Han", "Yuet Ngo"},
		men:   []string{"Chi Keung", "Kam Wing", "Kwok Wah", "Man Kit", "Siu Ming", "Wing Cheung"},
		last:  []string{"Chan", "Cheung", "Lam", "Lau", "Leung", "Ng", "Tang", "Wong"},
	},
	{
		weight: 8, ethnicity: "white-other", language: "turkish",
		women: []string{"Ayşe", "Emine", "Fatma", "Hatice", "Meryem", "Sevim", "Zehra"},
		men:   []string{"Ahmet", "Hasan", "Hüseyin", "İbrahim", "Kemal", "Mustafa", "Osman"},
		last:  []string{"Arslan", "Aydın", "Çelik", "Demir", "Kaya", "Öztürk", "Şahin", "Yıldız"},
	},
}

// folded spells in plain letters what an email address of ours does not carry.
var folded = map[rune]byte{
	'ł': 'l', 'ą': 'a', 'ż': 'z', 'ś': 's', 'ş': 's', 'ü': 'u', 'ı': 'i', 'ö': 'o', 'ç': 'c',
	'ę': 'e', 'ó': 'o', 'ń': 'n', 'İ': 'i', 'Ş': 's', 'Ö': 'o', 'Ç': 'c', 'Ł': 'l', 'Ż': 'z',
}
