package standards

import (
	"slices"

	"candour/internal/notice"
)

// prefixes are the vocabularies that the documents use: DPV 2.2 with its
// extensions for personal data, locations, the EU GDPR and the UK's laws, and
// those that DPV itself builds on.
var prefixes = map[string]string{
	"dpv":      "https://w3id.org/dpv#",
	"pd":       "https://w3id.org/dpv/pd#",
	"loc":      "https://w3id.org/dpv/loc#",
	"eu-gdpr":  "https://w3id.org/dpv/legal/eu/gdpr#",
	"legal-gb": "https://w3id.org/dpv/legal/gb#",
	"dct":      "http://purl.org/dc/terms/",
	"skos":     "http://www.w3.org/2004/02/skos/core#",
	"rdf":      "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"xsd":      "http://www.w3.org/2001/XMLSchema#",
}

// lawful gives the article of the EU GDPR that an article of the UK GDPR was
// made from. DPV has terms for the former only; where Parliament has added a
// letter there is none.
func lawful(b notice.Basis) []string {
	var terms []string
	if slices.Contains([]string{"a", "b", "c", "d", "e", "f"}, b.Article6) {
		terms = append(terms, "eu-gdpr:A6-1-"+b.Article6)
	}
	if slices.Contains([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, b.Article9) {
		terms = append(terms, "eu-gdpr:A9-2-"+b.Article9)
	}
	return terms
}

// rights are the terms for what a notice grants.
var rights = map[string][]string{
	"withdraw consent": {"eu-gdpr:A7-3"}, "know": {"eu-gdpr:A13", "eu-gdpr:A14"}, "access": {"eu-gdpr:A15"},
	"correct": {"eu-gdpr:A16"}, "erase": {"eu-gdpr:A17"}, "restrict": {"eu-gdpr:A18"}, "move": {"eu-gdpr:A20"},
	"object": {"eu-gdpr:A21"}, "refuse marketing": {"eu-gdpr:A21"}, "question decisions": {"eu-gdpr:A22"}, "complain": {"eu-gdpr:A77"},
}

// acts are the terms for what a use allows; any other is dpv:Processing.
var acts = map[string]string{
	"see": "dpv:Consult", "record": "dpv:Store", "correct": "dpv:Modify", "allocate": "dpv:Use", "index": "dpv:Structure",
	"share": "dpv:Share", "destroy": "dpv:Erase", "derive": "dpv:Derive", "export": "dpv:Export",
}

// people are the terms for the categories of people that packs name; any
// other is dpv:DataSubject alone.
var people = map[string]string{
	"client": "dpv:Client", "child": "dpv:Child", "parent": "dpv:ParentOfDataSubject", "guardian": "dpv:GuardianOfDataSubject",
	"carer": "dpv:GuardianOfDataSubject", "visitor": "dpv:Visitor", "pupil": "dpv:Student", "student": "dpv:Student",
}

// recipientKinds are the terms for what a recipient is; any other is
// dpv:Recipient alone.
var recipientKinds = map[string]string{
	"processor": "dpv:DataProcessor", "joint controller": "dpv:DataController", "independent": "dpv:ThirdParty",
	"authority": "dpv:Authority", "government": "dpv:GovernmentalOrganisation", "department": "dpv:GovernmentalOrganisation",
	"council": "dpv:PublicSectorBody", "probation": "dpv:PublicSectorBody", "health": "dpv:HealthcareOrganisation",
	"education": "dpv:EducationalOrganisation", "police": "dpv:LawEnforcementOrganisation", "court": "dpv:JudicialOrganisation",
	"charity": "dpv:CharityOrganisation", "company": "dpv:PrivateSectorBody", "funder": "dpv:ThirdParty", "family": "dpv:ThirdParty",
}

// sourceKinds are the terms for where information comes from besides people.
var sourceKinds = map[string]string{
	"own records": "dpv:DataControllerDataSource", "public": "dpv:PublicDataSource",
	"public body": "dpv:ThirdPartyDataSource", "organisation": "dpv:ThirdPartyDataSource",
}

// places are the terms for where data rests or goes; any other is named in
// words.
var places = map[string]string{"UK": "loc:GB", "EU": "loc:EU", "EEA": "loc:EEA", "US": "loc:US"}

// byName are the terms for an item by its bare name.
var byName = map[string]string{
	"name": "pd:Name", "telephone": "pd:TelephoneNumber", "email": "pd:EmailAddress", "address": "pd:PhysicalAddress",
	"postcode": "pd:PostalCode", "age": "pd:Age", "date-of-birth": "pd:BirthDate", "gender": "pd:Gender",
	"marital-status": "pd:MaritalStatus", "education": "pd:Education", "school": "pd:School", "employment": "pd:CurrentEmployment",
	"interpreter": "pd:Language", "language": "pd:Language", "ethnicity": "pd:Ethnicity", "nationality": "pd:Nationality",
	"religion": "pd:Religion", "disability": "pd:Disability", "medical": "pd:MedicalHealth", "health": "pd:MedicalHealth",
	"photo": "pd:Picture", "photograph": "pd:Picture", "nhs-number": "pd:OfficialID", "income": "pd:Income", "family": "pd:Family",
}

// byShape are the terms for an item by the shape of its answer.
var byShape = map[notice.ShapeKind]string{
	notice.Phone: "pd:TelephoneNumber", notice.Email: "pd:EmailAddress", notice.Address: "pd:PhysicalAddress",
	notice.Age: "pd:Age", notice.Language: "pd:Language",
}

// bySpecial are the terms for the special categories of UK GDPR Art 9(1).
var bySpecial = map[string]string{
	"ethnicity": "pd:Ethnicity", "politics": "pd:PoliticalOpinion", "religion": "pd:Religion", "union": "pd:TradeUnionMembership",
	"genetic": "pd:Genetic", "biometric": "pd:Biometric", "health": "pd:MedicalHealth", "sex life": "pd:Sexual", "orientation": "pd:Sexual",
}
