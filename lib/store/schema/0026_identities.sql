-- An account may be linked to a person of the province's identity provider (OpenID Connect): the provider by its
-- issuer, the person by the subject, which is the provider's own name of him. One person, one account of a daemon.

alter table account
  add column issuer  text collate "C",
  add column subject text collate "C",
  add constraint account_identity unique (issuer, subject),
  add constraint account_identity_whole check ((issuer is null) = (subject is null));
