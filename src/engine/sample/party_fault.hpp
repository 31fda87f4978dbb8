// Faults planted in all that is said of a borrower.
#pragma once

#include "engine/sample/receipt.hpp"

namespace sample {

/// The kind and the industry a fault needs; what was drawn otherwise.
Party::Kind faulty_unit_kind(Fault fault, Party::Kind drawn);
Party::Kind faulty_person_kind(Fault fault, Party::Kind drawn);
Industry faulty_industry(Fault fault, Industry drawn, Random& random);

/// Plants `party.fault`.
void spoil_party(Party& party, Random& random);

/// In none of the six catalogues (DE05 apart).
bool is_in_no_catalogue(Industry industry);

/// The family of a fault in reported values, and a type that is not the class's own.
Family family_of(Fault fault);
uint8_t wrong_type(Industry industry, Family family);

}  // namespace sample
