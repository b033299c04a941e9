"""accounts: people, boards, roles, mandates and the policy core."""
