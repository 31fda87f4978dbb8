// Packages in and out of a deployment: made and signed, recorded with what caused them, taken in
// once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "domain/exchange.hpp"
#include "service/package.hpp"
#include "service/place.hpp"

namespace service {

struct PackageText {
    std::string name;  // In the package.
    std::string text;
};

/// What shall leave.
struct Parcel {
    std::string kind;
    domain::Edition to;
    std::string recipient;  // USCC, or * for every organisation of that edition.
    std::string month;
    std::string about;  // As PackageRow has it.
    std::vector<PackageText> texts;
    std::vector<PackageSource> files = {};
};

/// Writes what causes a package, in the package's own transaction. Must be repeatable.
using Cause = std::function<base::Result<void>(store::Transaction&, store::Session const&,
                                               domain::PackageRow const&)>;

/// Makes the package with the tenant's key, then records it, its cause and an outbox message (topic
/// `package`) in one transaction. Errors: those of `make_package` and `signer_of`, of `cause`.
base::Result<domain::PackageRow> send_parcel(Place const& place, Caller const& caller,
                                             Parcel const& parcel, Cause const& cause = {});

/// Several that have one cause: all are recorded with it, or none. `cause` gets the first.
base::Result<std::vector<domain::PackageRow>> send_parcels(Place const& place, Caller const& caller,
                                                           std::vector<Parcel> const& parcels,
                                                           Cause const& cause = {});

/// Where a package's file stands.
std::string package_file(Place const& place, domain::PackageRow const& row);

/// A package that was opened and may be taken in.
struct Arrival {
    Place const& place;
    Caller const& caller;
    OpenedPackage const& opened;
    domain::PackageRow row;

    /// Writes the row of the package and what `work` writes, in one transaction; a package that is
    /// recorded already is refused. Errors: `package_replayed`, those of `work`.
    base::Result<void> record(Cause const& work) const;
};

/// Opens a package for the caller's organisation and does what its kind asks for; the file is kept.
/// Errors: those of `open_package` and of the kind's own use case.
base::Result<domain::PackageRow> take_package(Place const& place, Caller const& caller,
                                              std::string const& file);

/// A CSV of a package.
base::Result<base::CsvTable> package_table(OpenedPackage const& opened, std::string const& name);

/// Rows of a package's CSV as values of the record.
base::Result<std::vector<std::vector<base::Value>>> package_rows(OpenedPackage const& opened,
                                                                 std::string const& name,
                                                                 base::Record const& record);

/// A package's id from an id of the store: the same number in the other alphabet.
std::string package_id(std::string const& id);

// What each kind does, beside the records of its own use case.
base::Result<void> take_list(Arrival const& arrival);
base::Result<void> take_objections(Arrival const& arrival);
base::Result<void> take_objection_answers(Arrival const& arrival);
base::Result<void> take_filing(Arrival const& arrival);
base::Result<void> take_inquiry(Arrival const& arrival);
base::Result<void> take_answer(Arrival const& arrival);
base::Result<void> take_release(Arrival const& arrival);
base::Result<void> take_consents(Arrival const& arrival);
base::Result<void> take_withdrawals(Arrival const& arrival);
base::Result<void> take_device_keys(Arrival const& arrival);
base::Result<void> take_consent_uses(Arrival const& arrival);

}  // namespace service
