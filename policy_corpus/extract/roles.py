"""Words of a privacy policy → the part each plays in its sentences: who acts, on what, and how.

"We share your e-mail address with vendors" reads as we share you data with others. Chains of such parts tell
what a company does with data from what it lets others do, in words that no labelled policy has used.
"""

OF_ROLE = {
    "we": "we us our ours ourselves",
    "you": (
        "you your yours user users customer customers visitor visitors member members subscriber subscribers "
        "individual individuals person persons people applicant applicants"
    ),
    "others": (
        "third party parties partner partners advertiser advertisers advertising provider providers vendor "
        "vendors affiliate affiliates they them their others processor processors authority authorities "
        "employer recipient recipients companies network networks organization organizations regulators agencies"
    ),
    "data": (
        "information cookie cookies email address name identifier identifiers location activity content details "
        "device browser ip record records history"
    ),
    "collect": (
        "collect collects collected collecting collection receive receives received receiving obtain obtains "
        "obtained obtaining gather gathers gathered gathering recorded log logs logged track tracks tracked "
        "tracking monitor capture captured requested ask asks asked access accesses"
    ),
    "give": (
        "provide provides provided providing submit submits submitted submitting enter enters entered give gives "
        "given upload uploaded fill register registered registering sign send sent supply"
    ),
    "use": (
        "use uses used using analyze analyse analyzed analysis combine infer personalize personalise "
        "personalized improve tailor customize"
    ),
    "share": (
        "share shares shared sharing disclose discloses disclosed disclosing disclosure transfer transfers "
        "transferred transferring sell sells sold selling transmit transmitted pass visible public rent"
    ),
    "keep": (
        "store stores stored storing storage retain retains retained retention keep kept delete deleted deletion "
        "erase erasure remove removed days months years period long expire expires duration"
    ),
    "choose": (
        "right rights opt choose choice choices withdraw object refuse disable settings unsubscribe consent "
        "request change manage control turn decline"
    ),
    "protect": "security secure protect protected encryption encrypted safeguards measures confidentiality",
    "not": "not no never nor without",
    "policy": "policy notice statement section terms agreement",
    "law": "law laws legal interest interests gdpr basis regulation article",
    "site": "website site sites app apps service services platform",
    "for": "purpose purposes order to for",
    "with": "with from",
    "if": "if when where",
}
ROLES = list(OF_ROLE)
ROLE_OF = {word: role for role, words in OF_ROLE.items() for word in words.split()}
LONGEST = 4  # parts of a chain; five say no more on clauses held out
