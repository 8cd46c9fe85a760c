import CRDT
import Committee
import Testing

@Suite("The sample committee")
struct ImportTests {
    let sample: Imported

    init() throws { sample = try Imported(ProjectFile.sample()) }

    @Test("Every row arrives in the document of its label")
    func rows() {
        #expect(sample.result.committee == "factory-invented-01")
        #expect(sample.result.timeZone == "Asia/Amman")
        #expect(sample.rows(.diagnosis).count == 20)
        #expect(sample.rows(.plan).count == 12)
        #expect(sample.rows(.minutes).count == 2)
        #expect(sample.rows(.issues).count == 7)
        #expect(sample.rows(.issuesWorker).count == 1)
        #expect(sample.cases.count == 2)
        #expect(sample.cases.allSatisfy { sample.rows($0).count == 1 })
    }

    @Test("A matter of a kind that starts restricted is a case, whatever label the file gives it")
    func graveKinds() throws {
        let file = try ProjectFile.sample().replacing(
            "\"category\": \"dormitory\"", with: "\"category\": \"harassment\"")
        let raised = try Imported(file)
        #expect(raised.rows(.issues).count == 6)
        #expect(raised.cases.count == 3)
        let opened = raised.result.events.filter {
            $0.knownType == .issueOpened && $0.data["category"]?.string == "harassment"
        }
        #expect(opened.count == 2)
        for event in opened {
            #expect(event.audience == .restrictedCase(event.subject))
            #expect(event.data["confidentiality"]?.string == "restricted")
        }
        #expect(raised.result.report.contains { $0.hasPrefix("Raised") && $0.hasSuffix("file says: i05.") })
        #expect(!sample.result.report.contains { $0.hasPrefix("Raised") })
    }

    @Test("Nothing of it is unreadable, and rows stand in the file's order")
    func readable() {
        for document in sample.documents.keys {
            for row in sample.rows(document) {
                for field in row.fields {
                    if case .unreadable(let found) = field.content {
                        Issue.record("\(document.rawValue) \(row.id) \(field.name): \(found)")
                    }
                }
            }
        }
        #expect(sample.rows(.plan).compactMap(\.ref).prefix(3) == ["p01", "p02", "p03"])
        #expect(
            sample.rows(.diagnosis).compactMap(\.ref) == sample.rows(.diagnosis).compactMap(\.ref).sorted())
    }

    @Test("A plan item has every field in its home")
    func planItem() throws {
        let item = try sample.row("p01", in: .plan)
        #expect(item.title == "Exit route on floor 3 blocked by cartons.")
        #expect(item.status == "completed")
        let shown = [
            "cp": "OS-EMER", "source": "self_diagnosis", "priority": "key_issue", "key_issue": "yes",
            "root_cause_method": "five_whys", "whys.4": "Nobody owns the aisle after 16:00.",
            "responsible": "m3", "co_responsible": "w1", "start": "2024-10-08", "due": "2024-10-22",
            "original_due": "2024-10-22", "indicator.name": "Aisle checks without obstruction",
            "indicator.baseline": "40", "indicator.current": "100",
            "progress.1": "تم تخطيط الممر ونقل الكراتين.",
            "progress.1.date": "2024-10-10", "progress.1.by": "m3",
            "evidence.2": "kind checklist; ref aisle-2024-w43",
            "translations.bn.issue": "তৃতীয় তলার বহির্গমন পথ কার্টনে বন্ধ।",
            "translations.en.progress.1": "Aisle marked and cartons moved.", "links": "d01, i-1",
            "verification": "state verified; by advisor; on 2024-10-29; method site_walk",
        ]
        for (name, value) in shown { #expect(item[name]?.shown == value, "\(name)") }
        if case .event? = item["due"]?.content {} else { Issue.record("a due date is an event") }
        if case .text(.some, _)? = item["issue"]?.content {} else { Issue.record("an issue is a text") }
    }

    @Test("Causes of a fishbone and texts in other languages say what they are")
    func languages() throws {
        let fishbone = try sample.row("p03", in: .plan)
        #expect(fishbone["branches.people.1"]?.shown == "mixing done by whoever is free")
        let item = try sample.row("p04", in: .plan)
        #expect(item["issue"]?.language == "vi")
        #expect(item["corrective_action"]?.language == "en")
        #expect(item["whys.1"]?.language == "en")
        #expect(item["translations.vi.corrective_action"]?.language == "vi")
        #expect(item["progress.1"]?.language == "vi")
    }

    @Test("Ratings, disagreement and dates of the diagnosis come from events")
    func diagnosis() throws {
        let point = try sample.row("d05", in: .diagnosis)
        #expect(point.status == "disagreed")
        #expect(point["worker_rating"]?.shown == "serious")
        #expect(point["management_rating"]?.shown == "no_issue")
        #expect(point["agreed_rating"]?.shown == "")
        #expect(point["note"]?.shown == "Both sides keep their own rating until the next measurement.")
        #expect(try sample.row("d17", in: .diagnosis).status == "pending")
    }

    @Test("An issue joins its opening with what was done about it")
    func issue() throws {
        let issue = try sample.row("i-1", in: .issues)
        #expect(issue.title == "জরুরি দরজার সামনে মাল রাখা।")
        #expect(issue.status == "resolved")
        #expect(issue["translations.en.text"]?.shown == "Goods stored in front of the emergency door.")
        #expect(issue["handling.2"]?.shown == "Reporter agrees it is solved.")
        #expect(issue["resolved"]?.shown == "2024-10-10")
        #expect(issue["links"]?.shown == "p01")
        #expect(issue["feedback_to_reporter"]?.shown == "দরজার পথ এখন খোলা।")
    }

    @Test("A case holds its handling as its notes, and its opening as events of its own audience")
    func restricted() throws {
        let name = try #require(sample.cases.first)
        let doc = try #require(sample.documents[name])
        let notes = try #require(Projection.notes(in: doc))
        #expect(doc.string(notes).contains("handler: "))
        #expect(sample.rows(name).first?.status == "escalated")
        #expect(sample.result.events.contains { $0.audience == name.audience })
    }

    @Test("Meetings keep presence, topics and decisions, and no signature")
    func meetings() throws {
        let meeting = try sample.row("mt1", in: .minutes)
        #expect(meeting.title == "ordinary meeting, 2024-10-07")
        #expect(meeting["management_present"]?.shown == "m1, m2, m3, m4")
        #expect(meeting["topics"]?.shown == "d01, d07, d16")
        #expect(meeting["decisions.1"]?.shown == "Walk the building together, both sides, once a month.")
        #expect(meeting.status == "circulated")
        #expect(try sample.row("mt2", in: .minutes)["topics"]?.shown == "p07, p10, p11, i-6")
        let all = sample.result.events.map { $0.json.json }.joined()
        for word in ["signed_both", "awaiting_worker_signature", "computed-by-server", "voided"] {
            #expect(!all.contains(word), "\(word)")
        }
    }

    @Test("The roster knows members, handlers, advisors and integrations, and no assessor")
    func roster() throws {
        let roster = Projection.roster(sample.result.events)
        #expect(
            roster.map(\.id) == [
                "w1", "w2", "w3", "w4", "w5", "m1", "m2", "m3", "m4", "m5", "adv1", "lead1", "int1",
            ])
        #expect(roster.filter(\.isHandler).map(\.id) == ["w4", "m4"])
        let first = try #require(roster.first)
        #expect(first.name == "Worker co-chair, sewing line 3")
        #expect(first.office == "co_chair")
        #expect(first.languages == ["bn", "en"])
        #expect(first.participant.role == .member(.worker))
        #expect(roster.last?.role == .integration)
        #expect(roster.first { $0.id == "lead1" }?.role == .advisorLead)
        #expect(!sample.result.events.contains { $0.json.json.contains("as1") })
    }

    @Test("Ids are new, random and never the same twice")
    func ids() throws {
        let other = try Imported(ProjectFile.sample(), seed: 2)
        let ids = Set(sample.rows(.plan).map(\.id))
        #expect(ids.isDisjoint(with: other.rows(.plan).map(\.id)))
        #expect(ids.allSatisfy { $0.count == 36 && Array($0)[14] == "4" })
        let events = sample.result.events.map(\.id)
        #expect(Set(events).count == events.count)
        #expect(try Imported(ProjectFile.sample()).result.events == sample.result.events, "chance has a seed")
    }

    @Test("The report says what was taken and what was left")
    func report() {
        let report = sample.result.report.joined(separator: "\n")
        for words in [
            "10 members", "12 items", "20 points", "10 issues", "Left: signoffs", "training_balance",
        ] {
            #expect(report.contains(words), "\(words)")
        }
    }

    @Test("What the file says beyond its form is left and named, not fatal")
    func unknownMembers() throws {
        let more = try ProjectFile.sample().replacing(
            "\"gender\": \"F\",", with: "\"gender\": \"F\", \"phone\": \"0791\",", maxReplacements: 1)
        let imported = try Imported(more)
        #expect(imported.result.report.contains { $0.contains("members[0].phone") })
        #expect(!imported.result.events.contains { $0.json.json.contains("0791") })
    }
}
