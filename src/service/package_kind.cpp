// The kinds of packages. Where `province` or `window` stands on either side no header may name a
// receipt; package_test.cpp reads this table.
#include "base/record.hpp"
#include "domain/consent.hpp"
#include "service/package.hpp"

namespace service {

std::vector<PackageKind> const& package_kinds() {
    static std::string const seals = base::csv_header(base::record_of<domain::Seal>);
    static std::string const consents = base::csv_header(base::record_of<domain::Consent>);
    static std::string const withdrawals = base::csv_header(base::record_of<domain::Withdrawal>);
    static std::string const keys = base::csv_header(base::record_of<domain::SigningKey>);
    static std::vector<PackageKind> const all = {
        // What a bank files, and the central bank's questions about it.
        {"filing", {"bank"}, {"pboc"}, {}},
        {"inquiry", {"pboc"}, {"bank"}, {}},
        {"answer", {"bank"}, {"pboc"}, {}},
        // Released cells.
        {"release",
         {"pboc"},
         {"province", "window", "bank"},
         {"month,table,row,dimension,value,measure,amount,rate,customers,level"}},
        // Departments' lists, and objections to them.
        {"list", {"province"}, {"bank", "pboc"}, {"row,id,name,level,region,from,to"}},
        {"objection",
         {"bank", "window"},
         {"province"},
         {"id,list,revision,party,item,reason,evidence_sm3,made_at"}},
        {"objection_answer", {"province"}, {"bank", "window"}, {"id,state,answer,answered_at"}},
        // The counter: needs, offers, consents and what became of them.
        {"need",
         {"window"},
         {"province", "bank"},
         {"id,firm,amount,months,use,region,made_at,consent_digest"}},
        {"offer", {"bank"}, {"window"}, {"id,need,state,amount,rate,months,note,made_at"}},
        {"consent", {"window"}, {"province", "bank"}, {consents, seals, keys}},
        {"withdrawal", {"window"}, {"province", "bank"}, {withdrawals, seals, keys}},
        {"device_key", {"window"}, {"province", "bank"}, {keys, seals}},
        {"consent_use",
         {"province", "bank"},
         {"window"},
         {"id,consent,consent_digest,subject,holder,user,purpose,fields,answer_sm3,used_at"}},
        // Work between departments.
        {"task",
         {"province"},
         {"bank", "pboc", "window"},
         {"id,measure,title,owner,due,state,note"}},
        {"task_answer", {"bank", "pboc", "window"}, {"province"}, {"id,task,state,note,made_at"}},
        {"page", {"province"}, {"window"}, {"id,title,text,from,to"}}};
    return all;
}

}  // namespace service
