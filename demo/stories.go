package demo

// story is an incident that never happened, as several people would tell it.
type story struct {
	title, summary, account string
	narratives              []string // by different sources
	languages               []string
	acts                    []string
	actors                  []string
	link                    string
	picture                 string
	harmed                  [2]int // people, at least and at most
}

var stories = []story{
	{
		"Diggers beaten at the gate of a semi-industrial site", "Private guards beat four diggers who asked for their tools back. Two were treated for broken arms.",
		"In the early morning four diggers came to the gate to ask for tools that had been taken from them the day before. Guards of the site's security company came out and **beat them with sticks and rifle butts**.\n\nTwo of the men were treated for broken arms at a clinic an hour's walk away. The tools were not returned.\n\n## What the site's owner did\n\nA supervisor was present and, according to two of the witnesses, did not intervene.",
		[]string{"We went to the gate at first light because they had taken our shovels and the pump. Six guards came out. They hit us with sticks and with the back of their guns. My brother's arm is broken. The supervisor stood there and looked.", "Nous avons entendu crier vers six heures. Quatre jeunes étaient par terre devant la barrière et les gardiens les frappaient. J'ai vu le chef de l'équipe, il n'a rien dit."},
		[]string{"en", "fr"},
		[]string{"TOR.2", "ARM.3"},
		[]string{"private_security"},
		"site_security", "pit",
		[2]int{4, 4},
	},
	{
		"Weekly payments demanded at a river crossing", "Soldiers at a crossing take a fee from everyone who carries gravel or stones.",
		"At a crossing on the way from the diggings to the market, soldiers take a payment from each person who carries gravel. The amount is written in a notebook. Those who can't pay leave part of their load.\n\nThe practice was described by several people independently and is shown in a photograph of the pole across the road.",
		[]string{"Every week we pay at the crossing. If you have no money they take a part of the gravel. It is soldiers, the same five men. They write it in a book.", "Kila wiki tunalipa kwenye kivuko. Asiye na pesa anaacha sehemu ya mchanga wake. Ni askari wale wale watano."},
		[]string{"en", "sw"},
		[]string{"TAX.2", "MOV.1"},
		[]string{"armed_forces"},
		"transport", "roadblock",
		[2]int{12, 40},
	},
	{
		"Homes burnt to clear a digging", "Twenty-two shelters were burnt in one night at a camp beside a new pit.",
		"During the night a group of armed men told families to leave and set fire to the shelters. Nobody was killed. Families lost food, documents and tools.\n\nThe morning after, machines began to work on the same ground.",
		[]string{"They came at night and gave us no time. I took the children and the pot. Everything else burnt, also the papers of my husband.", "I counted twenty-two places where there was a house. In the morning the yellow machine was already there."},
		[]string{"en", "en"},
		[]string{"PRO.2", "DIS.2"},
		[]string{"unknown"},
		"extraction", "burnt",
		[2]int{60, 110},
	},
	{
		"Boys working underwater from a dredging raft", "Boys who look younger than fifteen dive with an air hose from a raft.",
		"On several days boys were seen diving with an air hose to guide a suction pipe. Divers say that they are paid in gravel. One diver was pulled out unconscious and recovered.",
		[]string{"The boys go under with the hose in the mouth. Some are small. One came up without moving and they pressed his chest until he breathed.", "Os rapazes mergulham com a mangueira na boca. Alguns não têm quinze anos."},
		[]string{"en", "pt"},
		[]string{"CHI.1", "LAB.4"},
		[]string{"employer"},
		"extraction", "river",
		[2]int{2, 5},
	},
	{
		"False origin on papers for a parcel of stones", "A parcel was sold with papers that name a site which produced nothing that month.",
		"A parcel of rough stones was offered with a paper that names a site of origin. People who work at that site say that it had been flooded for six weeks. The stamp on the paper differs from the one in use.",
		[]string{"The paper says our site, but our site was under water. Nobody washed anything for six weeks. I photographed the paper when it lay on the table."},
		[]string{"en"},
		[]string{"TRA.2"},
		[]string{"company_national"},
		"trade", "document",
		[2]int{0, 0},
	},
	{
		"Wall of a pit falls on a team", "Three people died when an unsupported wall fell. Warnings had been given.",
		"Three people died when a wall of the pit fell on a team that was washing gravel at its foot. Two days before, the team had asked for the wall to be cut back.",
		[]string{"We told them the wall was cracked. They said dig or go home. It fell after the rain and three were under it.", "I helped to dig them out. It took until evening."},
		[]string{"en", "en"},
		[]string{"KIL.5", "LAB.4"},
		[]string{"company_national", "employer"},
		"extraction", "pit",
		[2]int{3, 3},
	},
	{
		"A monitor is threatened after a meeting", "A community monitor was told by name that he would not come home if he went on writing.",
		"After a public meeting a community monitor was stopped by two men on a motorcycle. They knew his name and where his children go to school.",
		[]string{"They said my name and the name of the school. They said: stop writing or you will not come home."},
		[]string{"en"},
		[]string{"CIV.1", "TOR.3"},
		[]string{"unknown"},
		"none", "roadblock",
		[2]int{1, 1},
	},
	{
		"Mercury poured into a stream used for drinking", "Residue with mercury is emptied into a stream above a village.",
		"Residue of washing is emptied into a stream above the place where a village takes water. Fish died along two kilometres. A sample was taken by a teacher.",
		[]string{"The water is grey since they wash above. The fish float. I am the teacher, I filled two bottles and kept them."},
		[]string{"en"},
		[]string{"ENV.1"},
		[]string{"company_national"},
		"extraction", "river",
		[2]int{0, 0},
	},
	{
		"Stones taken from buyers at gunpoint", "Men in mixed uniforms took the day's stones from three buyers.",
		"Three buyers were stopped on a road by men in parts of different uniforms, who took their stones and telephones.",
		[]string{"Some had army trousers and some police shirts. They pointed guns and took the stones of the whole day, and the phones."},
		[]string{"en"},
		[]string{"PRO.1"},
		[]string{"armed_group"},
		"trade", "stones",
		[2]int{3, 3},
	},
	{
		"Workers held until a missing stone is found", "Eleven workers were locked in a container for two days.",
		"Eleven workers were locked in a container after a stone was said to be missing. They were given water once a day. They were let go after two days without a charge.",
		[]string{"We were eleven in the container. It was very hot. Water once a day. They said until the stone is found.", "My son did not come home for two nights. At the gate they said he was not there, but I heard voices."},
		[]string{"en", "en"},
		[]string{"LIB.1", "LAB.1"},
		[]string{"private_security", "employer"},
		"site_security", "camp",
		[2]int{11, 11},
	},
}
