"""机构: tree 省·市州·县·所, divisions by date, posts, officers and certificates, power list."""
